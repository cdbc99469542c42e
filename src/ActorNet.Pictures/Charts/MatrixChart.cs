namespace ActorNet.Pictures.Charts;

/// <summary>A heat map of counts [row][column], such as a confusion matrix; rows and columns have the same names.</summary>
internal sealed record MatrixChart(
    string Title, string XLabel, string YLabel, IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<int>> Counts);
