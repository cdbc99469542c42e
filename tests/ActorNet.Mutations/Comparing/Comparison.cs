namespace ActorNet.Mutations.Comparing;

/// <summary>What flipping a comparison does.</summary>
internal enum Flip
{
    /// <summary>Equal operands are on the other side: &lt; becomes &lt;=, &gt;= becomes &gt;.</summary>
    Boundary,

    /// <summary>== becomes !=.</summary>
    Negation,
}

/// <summary>A comparison that somebody wrote.</summary>
/// <param name="Assembly">Its file's name.</param>
/// <param name="Method">Type and method, as somebody wrote them.</param>
/// <param name="Token">The method's token, and Offset the instruction's in bytes: they find the comparison in the assembly.</param>
/// <param name="File">From the folder of the solution.</param>
/// <param name="Text">The statement or condition that it is in.</param>
/// <param name="Place">Its place among the comparisons of that text in the method, from 1.</param>
internal sealed record Comparison(string Assembly, string Method, uint Token, int Offset, string File, int Line, string Text, int Place, Flip Flip)
{
    /// <summary>Finds it again after changes elsewhere.</summary>
    public (string File, string Method, string Text, int Place, Flip Flip) Key => (File, Method, Text, Place, Flip);

    public string Where => $"{Path.GetFileName(File)}:{Line}";
}
