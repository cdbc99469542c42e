using System.Globalization;
using ActorNet.Mutations.Exploring;
using ActorNet.Mutations.Processes;

namespace ActorNet.Mutations.Comparing;

/// <summary>Copies of the built assemblies in a temporary folder, in each of which a comparison is flipped at a time.</summary>
internal sealed class FlippedCode : IDisposable
{
    private static readonly TimeSpan TestLimit = TimeSpan.FromMinutes(3);

    /// <summary>Those that are about the code which is flipped, and a part of their names.</summary>
    private static readonly (string Project, string Filter)[] Tests =
    [
        ("ActorNet.Coordination.Tests", ""), ("ActorNet.Actors.Tests", "/TestCaseFilter:FullyQualifiedName~.Coordinator.|FullyQualifiedName~.Worker."),
        ("ActorNet.Computing.Tests", ""),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-flipped-").FullName;

    public FlippedCode(int copies)
    {
        for (var copy = 0; copy < copies; copy++)
        {
            Sources.CopyFolder(AppContext.BaseDirectory, Path.Combine(FolderOf(copy), "explorer"));
            foreach (var (project, _) in Tests)
            {
                var built = Path.Combine(Sources.Root, "tests", project, Path.GetRelativePath(Sources.Project, AppContext.BaseDirectory));
                if (!File.Exists(Path.Combine(built, $"{project}.dll")))
                    throw new MutationException($"{project} is not built: there is no {project}.dll in {built}. Build it first.");
                Sources.CopyFolder(built, Path.Combine(FolderOf(copy), project));
            }
        }
    }

    /// <summary>Explores with the comparison flipped, and runs the tests if that finds nothing; without a comparison, with none flipped.</summary>
    public (FoundBy By, string How) Examine(int copy, Comparison? comparison, TimeSpan time, ulong seed)
    {
        var folder = FolderOf(copy);
        using var flipped = new Flipped(comparison, folder);
        var explored = ExploringProcess.Run(Path.Combine(folder, "explorer"), time, seed);
        if (explored.IsFound)
            return (FoundBy.Exploration, Report.Cut(explored.Failure!.Split('\n')[0], 300));
        foreach (var (project, filter) in Tests)
            if (FailureOf(folder, project, filter) is { } failure)
                return (FoundBy.Tests, $"{project}: {Report.Cut(failure, 200)}");
        return (FoundBy.Nothing, "");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string FolderOf(int copy) => Path.Combine(_folder, copy.ToString(CultureInfo.InvariantCulture));

    /// <summary>The first failed test; null if all passed.</summary>
    private static string? FailureOf(string folder, string project, string filter)
    {
        var tests = ChildProcess.Run(Path.Combine(folder, project), TestLimit, ((string[])["vstest", $"{project}.dll", filter]).Where(argument => argument.Length > 0));
        return tests.ExitCode switch
        {
            0 => null,
            null => "The tests did not end.",
            _ => tests.Output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith("Failed ", StringComparison.Ordinal))
                ?? $"The tests ended with exit code {tests.ExitCode}.",
        };
    }

    /// <summary>An assembly with a flipped comparison in all copies, until it is disposed of.</summary>
    private sealed class Flipped : IDisposable
    {
        private readonly List<(string Path, byte[] Original)> _files = [];

        public Flipped(Comparison? comparison, string folder)
        {
            if (comparison is null)
                return;
            foreach (var path in Directory.EnumerateDirectories(folder).Select(copy => Path.Combine(copy, comparison.Assembly)).Where(File.Exists))
            {
                _files.Add((path, File.ReadAllBytes(path)));
                ComparingCode.Apply(comparison, path);
            }
        }

        public void Dispose()
        {
            foreach (var (path, original) in _files)
                File.WriteAllBytes(path, original);
        }
    }
}
