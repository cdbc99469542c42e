namespace ActorNet.Data.Csv;

/// <summary>Suggests a correction for a mistyped name.</summary>
internal static class NearestName
{
    /// <summary>The allowed name with the smallest edit distance, ignoring case; null if more than a third of the letters differ.</summary>
    public static string? Find(string name, IEnumerable<string> allowed) =>
        allowed.Select(candidate => (candidate, distance: EditDistance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(pair => 3 * pair.distance <= Math.Max(name.Length, pair.candidate.Length) + 1)
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    /// <summary>
    /// The minimum number of insertions, deletions, substitutions and adjacent transpositions that turn a into b
    /// (Damerau, 1964; restricted form: no letter is edited twice).
    /// </summary>
    internal static int EditDistance(string a, string b)
    {
        var distance = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distance[i, j] = i + j;
                    continue;
                }

                var substitution = distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                distance[i, j] = Math.Min(substitution, Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
            }
        }

        return distance[a.Length, b.Length];
    }
}
