namespace ActorNet.Cli.Arguments;

/// <summary>Finds what a mistyped word was probably meant to be.</summary>
internal static class Suggestions
{
    /// <summary>The end of a sentence: "; did you mean X?" with the nearest allowed word, or a full stop where none is near.</summary>
    public static string DidYouMean(string word, IEnumerable<string> allowed) =>
        Nearest(word, allowed) is { } nearest ? $"; did you mean {nearest}?" : ".";

    /// <summary>The allowed word with the fewest edits; null where more than a third of the letters differ.</summary>
    public static string? Nearest(string word, IEnumerable<string> allowed) =>
        allowed.Select(candidate => (candidate, distance: EditDistance(word.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(pair => 3 * pair.distance <= Math.Max(word.Length, pair.candidate.Length) + 1)
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    /// <summary>
    /// The fewest insertions, deletions, substitutions and swaps of neighbours that turn a into b (Damerau, 1964, in the
    /// restricted form: no letter is edited twice).
    /// </summary>
    internal static int EditDistance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                var substituted = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(substituted, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
