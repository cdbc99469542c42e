using System.ComponentModel;
using System.Diagnostics;

namespace ActorNet.TestKit.Processes;

/// <summary>How a process is started.</summary>
/// <param name="Name">Its name in errors.</param>
/// <param name="Program">The path of the assembly that `dotnet` runs.</param>
/// <param name="Arguments">The program's arguments.</param>
/// <param name="Folder">Its working directory, which also holds its cache.</param>
internal sealed record ProcessStart(string Name, string Program, IEnumerable<string> Arguments, string Folder)
{
    /// <summary>Longer than anything takes on a busy machine.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(90);

    /// <summary>
    /// The folder of the command and the test worker, as the build of a test that references the kit puts it beside the test.
    /// </summary>
    public static readonly string DefaultPrograms = Path.Combine(AppContext.BaseDirectory, "actornet-programs");

    /// <summary>
    /// Variables in addition to those of this process, and in place of the defaults: no download, no data or cache of the user.
    /// </summary>
    public IEnumerable<(string Name, string Value)> Environment { get; init; } = [];

    /// <summary>A program with arguments that executes the command; empty for none.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>The deadline of each wait.</summary>
    public TimeSpan ResponseTimeout { get; init; } = DefaultTimeout;

    /// <summary>The command of <paramref name="programs"/>.</summary>
    public static string CommandIn(string programs) => Path.Combine(programs, "actornet.dll");

    /// <summary>The command whose worker is changed by the arguments before it.</summary>
    public static string TestWorkerIn(string programs) => Path.Combine(programs, "ActorNet.TestWorker.dll");

    /// <exception cref="ProcessFailedException">The program or the launcher is not there.</exception>
    public Process Start(ProcessOutput output)
    {
        if (!File.Exists(Program))
            throw new ProcessFailedException(
                $"{Name} cannot be started: there is no '{Program}'. A project that references src/ActorNet.TestKit gets it when it is "
                + $"built; of other builds, set {nameof(ProcessCluster)}.{nameof(ProcessCluster.Programs)} to the folder of the programs.");
        string[] line = [.. Launcher, "dotnet", Program, .. Arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in Defaults().Concat(Environment))
            start.Environment[variable] = value;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, received) => output.AddLine(received.Data);
        process.ErrorDataReceived += (_, received) => output.AddError(received.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception fault)
        {
            throw new ProcessFailedException($"{Name} cannot be started: '{line[0]}': {fault.Message}.", fault);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private IEnumerable<(string Name, string Value)> Defaults() =>
    [
        ("ACTORNET_OFFLINE", "1"), ("ACTORNET_DATA", ""), ("DOTNET_NOLOGO", "1"), ("XDG_CACHE_HOME", Path.Combine(Folder, "cache")),
    ];
}
