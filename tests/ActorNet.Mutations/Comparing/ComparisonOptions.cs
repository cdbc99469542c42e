namespace ActorNet.Mutations.Comparing;

/// <param name="Time">To explore each comparison.</param>
/// <param name="Parallel">Processes at a time.</param>
/// <param name="Only">A part of file and line; null for all comparisons.</param>
/// <param name="Results">The file that results are written to.</param>
/// <param name="Resume">Whether results of that file are kept.</param>
internal sealed record ComparisonOptions(TimeSpan Time, ulong Seed, int Parallel, string? Only, string Results, bool Resume);
