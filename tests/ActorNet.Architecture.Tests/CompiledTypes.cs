using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ActorNet.Architecture.Tests;

/// <summary>What the compiled types of src use of each other, method bodies included.</summary>
internal static class CompiledTypes
{
    private static readonly string Output = Path.GetDirectoryName(typeof(CompiledTypes).Assembly.Location)!;

    /// <summary>The assemblies of src by their project's name.</summary>
    public static IReadOnlyDictionary<string, AssemblyDefinition> Assemblies { get; } = Directory
        .EnumerateDirectories(Path.Combine(SourceTree.Root, "src"))
        .Select(folder => Path.GetFileName(folder)!)
        .ToDictionary(project => project, project => AssemblyDefinition.ReadAssembly(Path.Combine(Output, FileOf(project))));

    /// <summary>The types of an assembly that stand in a source file of their own; nested and generated ones belong to these.</summary>
    public static IEnumerable<TypeDefinition> Of(AssemblyDefinition assembly) =>
        assembly.MainModule.Types.Where(type => type.Namespace.StartsWith("ActorNet", StringComparison.Ordinal));

    /// <summary>All types that a type uses: in its signature, its members, its attributes and its method bodies.</summary>
    public static IEnumerable<TypeReference> UsedBy(TypeDefinition type)
    {
        var used = new List<TypeReference?> { type.BaseType };
        used.AddRange(type.Interfaces.Select(each => each.InterfaceType));
        used.AddRange(type.CustomAttributes.Select(each => each.AttributeType));
        used.AddRange(type.GenericParameters.SelectMany(each => each.Constraints).Select(each => each.ConstraintType));
        used.AddRange(type.Fields.Select(each => each.FieldType));
        used.AddRange(type.Methods.SelectMany(UsedBy));
        return used.OfType<TypeReference>().SelectMany(Parts).Concat(type.NestedTypes.SelectMany(UsedBy));
    }

    private static IEnumerable<TypeReference?> UsedBy(MethodDefinition method)
    {
        var used = new List<TypeReference?> { method.ReturnType };
        used.AddRange(method.Parameters.Select(each => each.ParameterType));
        used.AddRange(method.CustomAttributes.Select(each => each.AttributeType));
        used.AddRange(method.GenericParameters.SelectMany(each => each.Constraints).Select(each => each.ConstraintType));
        if (!method.HasBody)
            return used;
        used.AddRange(method.Body.Variables.Select(each => each.VariableType));
        used.AddRange(method.Body.Instructions.SelectMany(UsedBy));
        return used;
    }

    private static IEnumerable<TypeReference?> UsedBy(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod call =>
            [call.DeclaringType, call.ReturnType, .. call.GenericArguments, .. call.Parameters.Select(each => each.ParameterType)],
        MethodReference call => [call.DeclaringType, call.ReturnType, .. call.Parameters.Select(each => each.ParameterType)],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    /// <summary>
    /// The named types of which a type is made: the elements of an array, the arguments of a generic type, the outermost of a
    /// nested one.
    /// </summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.Append(generic.ElementType).SelectMany(Parts),
        RequiredModifierType modified => Parts(modified.ElementType),
        TypeSpecification other => Parts(other.ElementType),
        GenericParameter => [],
        _ => type.DeclaringType is { } outer ? Parts(outer) : [type],
    };

    private static string FileOf(string project) => project switch
    {
        "ActorNet" => "ActorNet.Library.dll",
        "ActorNet.Cli" => "actornet.dll",
        _ => project + ".dll",
    };
}
