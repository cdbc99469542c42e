using System.Collections.Frozen;
using Hyperion;

namespace ActorNet.Actors.Serialization;

/// <summary>The types that control messages consist of; no other type is read or written.</summary>
internal sealed class AllowedTypes(IEnumerable<Type> types) : ITypeFilter
{
    private readonly FrozenSet<string> _names =
        types.Select(type => $"{type.FullName}, {type.Assembly.GetName().Name}").ToFrozenSet(StringComparer.Ordinal);

    /// <param name="typeName">"TYPE, ASSEMBLY", optionally followed by the assembly's version, culture and key.</param>
    public bool IsAllowed(string typeName)
    {
        var assembly = typeName.IndexOf(',', StringComparison.Ordinal);
        var rest = assembly < 0 ? -1 : typeName.IndexOf(',', assembly + 1);
        return _names.Contains(rest < 0 ? typeName : typeName[..rest]);
    }
}
