using System.Diagnostics;
using System.Text.RegularExpressions;
using ActorNet.Testing;

namespace ActorNet.Cli.Tests.Terminal;

/// <summary>`actornet coordinator` and `actornet worker` as somebody sees them who looks at the terminal all the time.</summary>
public sealed partial class ClusterInTerminalTests : IDisposable
{
    private const string Options =
        "--listen 127.0.0.1:0 --cluster-port 0 --dataset digits --train-samples 1600 --network 784-64-10 --batch 64 --seed 5 --out run";

    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _processes = [];

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _folder.Dispose();
    }

    [TmuxTheory]
    [InlineData(60, 24)]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    public async Task Wait_for_workers_is_one_line_that_stays_where_it_is(int columns, int rows)
    {
        using var terminal = await TerminalSession.StartAsync(columns, rows);
        var before = await terminal.RunAsync("seq -f 'history %g' 1 5");
        var check = new FrameCheck(before.SkipLast(1));

        terminal.Type($"actornet coordinator {Options} --epochs 3");
        await terminal.Awaiting("the wait for workers", IsWaiting, check.See);
        await terminal.Holds(TimeSpan.FromSeconds(2));
        ExpectedScreen.Matches($"wait-{columns}x{rows}", terminal.Rows);

        terminal.Press("C-c");
        await terminal.ShellAsync(check.See);
        ExpectedScreen.Matches($"wait-interrupted-{columns}x{rows}", terminal.Lines);
    }

    [TmuxFact]
    public async Task Wait_that_is_suspended_and_continued_twice_never_climbs_over_the_shell()
    {
        using var terminal = await TerminalSession.StartAsync(80, 40);
        terminal.Type($"actornet coordinator {Options} --epochs 3");
        await terminal.Awaiting("the wait for workers", IsWaiting);

        foreach (var command in (string[])["fg", "bg", "fg"])
        {
            if (!terminal.Lines[^1].StartsWith('$'))
                terminal.Press("C-z");
            await terminal.ShellAsync();
            Assert.True(terminal.ShowsCursor);
            if (command == "bg")
            {
                await terminal.RunAsync(command);
                await terminal.Holds(TimeSpan.FromSeconds(1));
                continue;
            }

            terminal.Type(command);
            await terminal.Awaiting("the wait again", IsWaiting);
        }

        await terminal.Holds(TimeSpan.FromSeconds(1));
        ExpectedScreen.Matches("wait-suspended", terminal.Rows);
        terminal.Press("C-c");
        await terminal.ShellAsync();
    }

    [TmuxFact]
    public async Task Workers_join_train_and_leave_clean_lines()
    {
        using var terminal = await TerminalSession.StartAsync(100, 30);
        var check = new FrameCheck([]);
        terminal.Type($"actornet coordinator {Options} --min-workers 2 --epochs 50000");
        var waiting = await terminal.Awaiting("the wait for workers", IsWaiting, check.See);
        var endpoint = Endpoint().Match(string.Join('\n', waiting)).Value;

        StartWorker(endpoint, "w1");
        await terminal.Awaiting("one of two workers", lines => lines[^1] == "Waiting for workers: 1 of 2 ready", check.See);
        StartWorker(endpoint, "w2");
        var picture = await terminal.Awaiting("the picture of a run under way", _ => check.Pictures > 0, check.See);
        Assert.Equal(["w1", "w2"], picture.TakeLast(2).Select(line => line.Trim().Split(' ')[0]));
        terminal.Press("C-c");
        await terminal.ShellAsync(check.See);

        ExpectedScreen.MatchesAtAnyStep("workers", terminal.Lines);
    }

    [TmuxFact]
    public async Task Worker_shows_what_it_computes()
    {
        var endpoint = await StartCoordinatorAsync();
        using var terminal = await TerminalSession.StartAsync(80, 24);

        terminal.Type($"actornet worker --join {endpoint} --name w1 --threads 1");
        await terminal.Awaiting(
            "the worker's speed", lines => Speed().IsMatch(lines[^1]), lines => Assert.True(lines.Count(IsWorkerPicture) <= 1));
        terminal.Press("C-z");
        await terminal.ShellAsync();
        await terminal.Holds(TimeSpan.FromSeconds(1));
        terminal.Type("fg");
        await terminal.Awaiting(
            "the worker's row again", lines => Speed().IsMatch(lines[^1]), lines => Assert.True(lines.Count(IsWorkerPicture) <= 1));
        terminal.Press("C-c");
        await terminal.ShellAsync();

        ExpectedScreen.MatchesAtAnyStep("worker", terminal.Lines);
    }

    private static bool IsWaiting(IReadOnlyList<string> lines) =>
        lines is [.., var last] && last.StartsWith("Waiting for workers: 0 of ", StringComparison.Ordinal)
        && lines.Any(line => line.StartsWith("Listening at ", StringComparison.Ordinal));

    private static bool IsWorkerPicture(string line) => line.StartsWith("Computed ", StringComparison.Ordinal);

    private void StartWorker(string endpoint, string name) =>
        Start("worker", "--join", endpoint, "--name", name, "--threads", "1", "--exit-when-done", "--quiet");

    private async Task<string> StartCoordinatorAsync()
    {
        var process = Start(["coordinator", .. Options.Split(' '), "--epochs", "50000", "--json"]);
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
            if (Endpoint().Match(line) is { Success: true } endpoint && line.Contains("listening", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return endpoint.Value;
            }

        throw new InvalidOperationException("The coordinator ended before it listened.");
    }

    private Process Start(params string[] arguments)
    {
        var process = CommandProcess.Start(_folder.Path, arguments, ("XDG_CACHE_HOME", _folder["cache"]));
        _processes.Add(process);
        return process;
    }

    [GeneratedRegex(@"127\.0\.0\.1:[1-9]\d+")]
    private static partial Regex Endpoint();

    [GeneratedRegex(@"^Computed [\d,]+ gradients  [\d,]+ samples/s  \d+ % busy  \S+ ms each$")]
    private static partial Regex Speed();
}
