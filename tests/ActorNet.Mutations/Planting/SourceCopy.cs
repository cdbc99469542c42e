using ActorNet.Mutations.Exploring;
using ActorNet.Mutations.Processes;

namespace ActorNet.Mutations.Planting;

/// <summary>A copy of the sources in a temporary folder, in which faults are planted, built and explored in turn.</summary>
internal sealed class SourceCopy : IDisposable
{
    private const string Project = "tests/ActorNet.Mutations";

    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-planted-").FullName;

    public SourceCopy()
    {
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json", "tests/Directory.Build.props" })
        {
            var copy = Path.Combine(_folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Sources.Root, file), copy);
        }

        foreach (var folder in new[] { "src", Project })
            Sources.CopyFolder(Path.Combine(Sources.Root, folder), Path.Combine(_folder, folder), "bin", "obj");
    }

    /// <summary>Puts a fault into its file until the result is disposed of.</summary>
    /// <exception cref="MutationException">Its text is not there exactly once.</exception>
    public IDisposable Plant(PlantedFault fault)
    {
        var path = Path.Combine(_folder, fault.File);
        if (!File.Exists(path))
            throw new MutationException($"The file of fault '{fault.Name}' does not exist: {fault.File}");
        var source = File.ReadAllText(path);
        File.WriteAllText(path, fault.Plant(source));
        return new Taken(() => File.WriteAllText(path, source));
    }

    /// <returns>The compiler's first error; null if there is none.</returns>
    public string? Build()
    {
        // The rules of style would find some faults, such as a variable that is no longer used.
        var build = ChildProcess.Run(
            _folder, BuildLimit, "build", Project, "-c", "Release", "-v", "q", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false",
            "-p:GenerateDocumentationFile=false");
        return build.ExitCode == 0
            ? null
            : build.Output.Split('\n').FirstOrDefault(line => line.Contains(": error ", StringComparison.Ordinal)) is { } error
                ? error[(error.IndexOf(": error ", StringComparison.Ordinal) + 2)..].Trim()
                : "The build did not end in time.";
    }

    /// <summary>Explores the built code.</summary>
    public ExplorationOutcome Explore(TimeSpan time, ulong seed) => ExploringProcess.Run(
        Path.Combine(_folder, Project, "bin", "Release", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))), time, seed);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class Taken(Action takeOut) : IDisposable
    {
        public void Dispose() => takeOut();
    }
}
