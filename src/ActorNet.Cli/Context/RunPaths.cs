using ActorNet.Learning;

namespace ActorNet.Cli.Context;

internal static class RunPaths
{
    /// <summary>The folder of runs without a folder of their own.</summary>
    public const string DefaultParent = "runs";

    /// <summary>The folder of the run that <paramref name="run"/> names: its path, or its id under runs/.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public static string Find(CliContext context, string run) => TryFind(context, run)
        ?? throw InvalidInputException.Of(
            $"Run '{run}'", $"does not exist: neither '{run}' nor '{Path.Combine(DefaultParent, run)}' has a run.json",
            advice: "`actornet runs` lists the runs");

    /// <summary>As <see cref="Find"/>; null where there is none.</summary>
    public static string? TryFind(CliContext context, string run)
    {
        string[] candidates = [context.FullPath(run), context.FullPath(Path.Combine(DefaultParent, run))];
        return Array.Find(candidates, candidate => File.Exists(Path.Combine(candidate, "run.json")));
    }
}
