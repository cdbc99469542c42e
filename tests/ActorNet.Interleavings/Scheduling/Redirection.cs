using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace ActorNet.Interleavings.Scheduling;

/// <summary>
/// Rewrites an assembly: each call of a threading operation becomes a call of the method of the same name in <see cref="Operations"/>, with
/// the place of the call as one more argument; each access to a volatile field, or to a field that changes of a type with a lock, is
/// preceded by <see cref="Operations.Point"/>: that a lock is missing shows.
/// </summary>
internal static class Redirection
{
    private const string Mark = "ActorNet.Interleavings"; // its reference

    private static readonly string[] Redirected =
    [
        "System.Threading.Volatile", "System.Threading.Interlocked", "System.Threading.Monitor", "System.Threading.Lock", "System.Threading.Lock/Scope",
        "System.Threading.Thread", "System.Threading.SpinWait", "System.Threading.EventWaitHandle", "System.Threading.WaitHandle",
    ];

    /// <summary>Rewrites the file in its place, unless that is done already.</summary>
    public static void Apply(string path)
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(path));
        using var assembly = AssemblyDefinition.ReadAssembly(path, new ReaderParameters { InMemory = true, AssemblyResolver = resolver });
        var module = assembly.MainModule;
        if (module.AssemblyReferences.Any(reference => reference.Name == Mark))
            return;
        foreach (var type in module.GetTypes().ToList())
        {
            var methods = type.Methods.Where(method => method.HasBody).ToList();
            var hasLock = methods.Exists(HasLock);
            foreach (var method in methods)
                Apply(method, hasLock && !method.IsConstructor);
        }

        assembly.Write(path);
    }

    private static bool HasLock(MethodDefinition method) => method.Body.Instructions.Any(instruction =>
        instruction.Operand is MethodReference { DeclaringType.FullName: "System.Threading.Monitor" or "System.Threading.Lock" });

    private static void Apply(MethodDefinition method, bool sharesFields)
    {
        method.Body.SimplifyMacros(); // short jumps may become too short
        var code = method.Body.GetILProcessor();
        var type = method.DeclaringType.Name.Split('`')[0];
        foreach (var instruction in method.Body.Instructions.ToList())
        {
            if (instruction.OpCode == OpCodes.Volatile || (sharesFields && IsShared(instruction, method.DeclaringType)))
            {
                var point = code.Create(OpCodes.Call, Find(method.Module, nameof(Operations.Point)));
                code.InsertBefore(instruction, point);
                Retarget(method.Body, from: instruction, to: point);
            }

            if (instruction.Operand is not MethodReference called || !Redirected.Contains(called.DeclaringType.FullName))
                continue;
            if (Find(method.Module, called) is not { } operation)
                continue;
            var place = code.Create(OpCodes.Ldstr, $"{type}.{method.Name}: {called.DeclaringType.Name}.{called.Name}");
            code.InsertBefore(instruction, place);
            (instruction.OpCode, instruction.Operand) = (OpCodes.Call, operation);
            Retarget(method.Body, from: instruction, to: place);
        }

        method.Body.OptimizeMacros();
    }

    private static bool IsShared(Instruction instruction, TypeDefinition type) =>
        (instruction.OpCode == OpCodes.Ldfld || instruction.OpCode == OpCodes.Stfld || instruction.OpCode == OpCodes.Ldflda)
        && instruction.Operand is FieldDefinition { IsInitOnly: false } field && field.DeclaringType == type
        && instruction.Previous?.OpCode != OpCodes.Volatile; // a prefix, which has its point

    /// <summary>A jump to the instruction must come to what is before it now.</summary>
    private static void Retarget(MethodBody body, Instruction from, Instruction to)
    {
        foreach (var instruction in body.Instructions)
        {
            if (instruction.Operand == from)
                instruction.Operand = to;
            else if (instruction.Operand is Instruction[] targets)
                instruction.Operand = targets.Select(target => target == from ? to : target).ToArray();
        }

        foreach (var handler in body.ExceptionHandlers)
        {
            handler.TryStart = handler.TryStart == from ? to : handler.TryStart;
            handler.TryEnd = handler.TryEnd == from ? to : handler.TryEnd;
            handler.HandlerStart = handler.HandlerStart == from ? to : handler.HandlerStart;
            handler.HandlerEnd = handler.HandlerEnd == from ? to : handler.HandlerEnd;
        }
    }

    /// <summary>The operation of the same name, whose parameters are those of the call, with an instance first, and the place last.</summary>
    private static MethodReference? Find(ModuleDefinition module, MethodReference called)
    {
        var isNew = called.Name == ".ctor";
        var name = isNew ? $"New{called.DeclaringType.Name}" : called.Name;
        List<string> parameters = [.. called.Parameters.Select(parameter => Resolve(parameter.ParameterType, called).FullName)];
        if (called.HasThis && !isNew)
            parameters.Insert(0, called.DeclaringType.IsValueType ? $"{called.DeclaringType.FullName}&" : called.DeclaringType.FullName);
        parameters.Add("System.String");
        var found = typeof(Operations).GetMethods().FirstOrDefault(method => method.Name == name
            && method.GetParameters().Select(parameter => parameter.ParameterType.FullName!.Replace('+', '/')).SequenceEqual(parameters));
        return found is null ? null : module.ImportReference(found);
    }

    private static TypeReference Resolve(TypeReference type, MethodReference called) =>
        called is GenericInstanceMethod generic && type is ByReferenceType { ElementType: GenericParameter parameter }
            ? new ByReferenceType(generic.GenericArguments[parameter.Position])
            : type is GenericParameter direct && called is GenericInstanceMethod of ? of.GenericArguments[direct.Position] : type;

    private static MethodReference Find(ModuleDefinition module, string name) => module.ImportReference(typeof(Operations).GetMethod(name)!);
}
