using System.Text.Json;

namespace ActorNet.Cli.Arguments;

/// <summary>The names an enumeration's values have on the command line: kebab-case, in any case of letters.</summary>
internal sealed class Choice<T> where T : struct, Enum
{
    private readonly Dictionary<string, T> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All values, with other names for some; names in <paramref name="hidden"/> are understood but not offered.</summary>
    public Choice(IReadOnlyDictionary<string, T>? aliases = null, params T[] hidden)
    {
        foreach (var value in Enum.GetValues<T>())
            _values[NameOf(value)] = value;
        aliases ??= new Dictionary<string, T>();
        foreach (var (name, value) in aliases)
            _values[name] = value;
        Names =
        [
            .. Enum.GetValues<T>().Except(hidden)
                .Select(value => aliases.FirstOrDefault(alias => Equals(alias.Value, value)).Key ?? NameOf(value)),
        ];
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>All names, with those that are not offered.</summary>
    public IEnumerable<string> AllNames => _values.Keys;

    public T? Find(string name) => _values.TryGetValue(name, out var value) ? value : null;

    public static string NameOf(T value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
