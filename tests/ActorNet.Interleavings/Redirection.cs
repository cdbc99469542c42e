using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace ActorNet.Interleavings;

/// <summary>
/// Rewrites an assembly: each call of a threading operation becomes a call of the method of the same name in <see cref="Operations"/>, with
/// the place of the call as one more argument; each access to a volatile field is preceded by <see cref="Operations.Point"/>.
/// </summary>
internal static class Redirection
{
    private const string Mark = "ActorNet.Interleavings";

    private static readonly string[] Redirected =
    [
        "System.Threading.Volatile", "System.Threading.Interlocked", "System.Threading.Monitor", "System.Threading.Thread", "System.Threading.SpinWait",
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
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
            Apply(method);
        assembly.Write(path);
    }

    private static void Apply(MethodDefinition method)
    {
        method.Body.SimplifyMacros(); // short jumps may become too short
        var code = method.Body.GetILProcessor();
        var type = method.DeclaringType.Name.Split('`')[0];
        foreach (var instruction in method.Body.Instructions.ToList())
        {
            if (instruction.OpCode == OpCodes.Volatile)
                code.InsertBefore(instruction, code.Create(OpCodes.Call, Find(method.Module, nameof(Operations.Point))));
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

    /// <summary>A jump to the call must load the place, too.</summary>
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
            && method.GetParameters().Select(parameter => parameter.ParameterType.FullName).SequenceEqual(parameters));
        return found is null ? null : module.ImportReference(found);
    }

    private static TypeReference Resolve(TypeReference type, MethodReference called) =>
        called is GenericInstanceMethod generic && type is ByReferenceType { ElementType: GenericParameter parameter }
            ? new ByReferenceType(generic.GenericArguments[parameter.Position])
            : type is GenericParameter direct && called is GenericInstanceMethod of ? of.GenericArguments[direct.Position] : type;

    private static MethodReference Find(ModuleDefinition module, string name) => module.ImportReference(typeof(Operations).GetMethod(name)!);
}
