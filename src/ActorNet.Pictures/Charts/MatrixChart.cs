namespace ActorNet.Pictures.Charts;

/// <summary>Counts in rows and columns, each cell the darker the more there are, with its number in it.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="XLabel">What the columns are.</param>
/// <param name="YLabel">What the rows are.</param>
/// <param name="Names">What each row, and the column of the same number, is called.</param>
/// <param name="Counts">The counts [row][column].</param>
internal sealed record MatrixChart(string Title, string XLabel, string YLabel, IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<int>> Counts);
