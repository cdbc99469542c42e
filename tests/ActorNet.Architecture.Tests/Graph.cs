namespace ActorNet.Architecture.Tests;

/// <summary>Which node uses which, each arrow with one example.</summary>
internal sealed class Graph
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _arrows = new(StringComparer.Ordinal);

    /// <summary>Adds an arrow; an arrow from a node to itself is none.</summary>
    public void Add(string from, string to, string example)
    {
        if (from == to)
            return;
        if (!_arrows.TryGetValue(from, out var arrows))
            _arrows[from] = arrows = new(StringComparer.Ordinal);
        arrows.TryAdd(to, example);
    }

    /// <summary>The nodes that a node uses.</summary>
    public IEnumerable<string> UsedBy(string node) => _arrows.TryGetValue(node, out var arrows) ? arrows.Keys : [];

    /// <summary>A circle, arrow by arrow with the example of each; null where there is none.</summary>
    public string? FindCircle()
    {
        var done = new HashSet<string>();
        return _arrows.Keys.Select(node => FindCircle(node, [], done)).FirstOrDefault(circle => circle is not null);
    }

    private string? FindCircle(string node, List<string> path, HashSet<string> done)
    {
        if (path.IndexOf(node) is >= 0 and var start)
            return string.Join("\n", path[start..].Append(node).Zip(path[start..].Skip(1).Append(node), (from, to) =>
                from == to ? "" : $"{from} -> {to}: {_arrows[from].GetValueOrDefault(to)}").Where(line => line.Length > 0));
        if (!done.Add(node))
            return null;
        path.Add(node);
        var circle = UsedBy(node).Select(next => FindCircle(next, path, done)).FirstOrDefault(found => found is not null);
        path.RemoveAt(path.Count - 1);
        return circle;
    }
}
