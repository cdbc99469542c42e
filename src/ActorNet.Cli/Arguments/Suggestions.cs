using ActorNet.Data.Csv;

namespace ActorNet.Cli.Arguments;

/// <summary>Ends a sentence about a word that is not known.</summary>
internal static class Suggestions
{
    /// <summary>"; did you mean X?" with the nearest allowed word, or a full stop where none is near.</summary>
    public static string DidYouMean(string word, IEnumerable<string> allowed) =>
        NearestName.Find(word, allowed) is { } nearest ? $"; did you mean {nearest}?" : ".";
}
