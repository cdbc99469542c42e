using ActorNet.Data.Csv;

namespace ActorNet.Cli.Arguments;

/// <summary>The parts of a sentence about a word that is not allowed.</summary>
internal static class Suggestions
{
    /// <summary>"did you mean X?" with the nearest allowed word; null where none is near.</summary>
    public static string? DidYouMean(string word, IEnumerable<string> allowed) =>
        NearestName.Find(word, allowed) is { } nearest ? $"did you mean {nearest}?" : null;

    /// <summary>"X, Y or Z".</summary>
    public static string AnyOf(IReadOnlyList<string> names) =>
        names.Count < 2 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";
}
