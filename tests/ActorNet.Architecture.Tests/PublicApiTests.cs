using Mono.Cecil;

namespace ActorNet.Architecture.Tests;

/// <summary>
/// What the library promises its users: every public type and member, as PublicApi.txt lists them. A change of the list is a decision;
/// ACTORNET_UPDATE_API=1 writes it.
/// </summary>
public class PublicApiTests
{
    private static readonly string Expected = Path.Combine(SourceTree.Root, "tests", "ActorNet.Architecture.Tests", "PublicApi.txt");

    [Fact]
    public void Public_types_and_members_are_those_of_the_list()
    {
        var actual = CompiledTypes.Assemblies.Where(each => each.Key != "ActorNet.Cli")
            .SelectMany(each => CompiledTypes.Of(each.Value))
            .Where(type => type.IsPublic)
            .SelectMany(LinesOf)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (Environment.GetEnvironmentVariable("ACTORNET_UPDATE_API") == "1")
            File.WriteAllLines(Expected, actual);
        Assert.Equal(File.ReadAllLines(Expected), actual);
    }

    private static IEnumerable<string> LinesOf(TypeDefinition type) =>
    [
        type.FullName,
        .. type.Methods.Where(method => (method.IsPublic || method.IsFamily) && !IsGenerated(type, method))
            .Select(method => method.FullName),
        .. type.Fields.Where(field => field.IsPublic && !field.IsSpecialName).Select(field => field.FullName),
        .. type.NestedTypes.Where(nested => nested.IsNestedPublic && !nested.Name.StartsWith('<')).SelectMany(LinesOf),
    ];

    /// <summary>What the compiler adds to every record, and what every type overrides.</summary>
    private static bool IsGenerated(TypeDefinition type, MethodDefinition method) =>
        method.Name is "ToString" or "GetHashCode" or "Equals" or "op_Equality" or "op_Inequality" or "Deconstruct"
            or "PrintMembers" or "<Clone>$"
            or "get_EqualityContract"
        || (method is { IsConstructor: true, Parameters: [var only] } && only.ParameterType.FullName == type.FullName);
}
