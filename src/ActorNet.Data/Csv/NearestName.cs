namespace ActorNet.Data.Csv;

/// <summary>Finds what a mistyped name was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary>
    /// The allowed name with the smallest edit distance, ignoring case; null where more than a third of the letters differ.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> allowed) =>
        allowed.Select(candidate => (candidate, distance: EditDistance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(pair => 3 * pair.distance <= Math.Max(name.Length, pair.candidate.Length) + 1)
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    /// <summary>
    /// The fewest insertions, deletions and substitutions of letters and swaps of two neighbours that turn a into b
    /// (Damerau, 1964, in the restricted form: no letter is edited twice).
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

                var substitution = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(substitution, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
