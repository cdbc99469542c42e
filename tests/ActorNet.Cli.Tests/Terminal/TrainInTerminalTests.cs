using System.Runtime.InteropServices;

namespace ActorNet.Cli.Tests.Terminal;

/// <summary>`actornet train` as somebody sees it who looks at the terminal all the time.</summary>
public sealed class TrainInTerminalTests
{
    private const string Train =
        "actornet train --dataset digits --network 784-64-10 --batch 32 --seed 5 --workers 1 --threads 1 --out run";

    /// <summary>More epochs than any of these tests waits for.</summary>
    private const string Endless = Train + " --train-samples 1600 --epochs 50000";

    [TmuxTheory]
    [InlineData(60, 24)]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    public async Task Run_leaves_the_history_as_it_was_and_clean_lines(int columns, int rows)
    {
        using var terminal = await TerminalSession.StartAsync(columns, rows);
        var before = await terminal.RunAsync("seq -f 'history %g' 1 60");
        var check = new FrameCheck(before.SkipLast(1));

        await terminal.RunAsync($"{Train} --epochs 6", check.See);

        ExpectedScreen.Matches($"train-{columns}x{rows}", terminal.Lines);
        Assert.True(terminal.ShowsCursor);
    }

    [TmuxFact]
    public async Task Resize_leaves_one_picture_of_the_new_width()
    {
        using var terminal = await TerminalSession.StartAsync(120, 24);
        var check = new FrameCheck([]);

        terminal.Type(Endless);
        await terminal.Awaiting("a picture", _ => check.Pictures > 0, check.See);
        foreach (var columns in (int[])[60, 120])
        {
            terminal.Resize(columns, 24);
            await terminal.Awaiting($"a picture for {columns} columns", lines => IsDrawnFor(columns, lines), check.See);
        }

        terminal.Press("C-c");
        await terminal.ShellAsync(check.See);

        ExpectedScreen.MatchesAtAnyStep("resize", terminal.Lines);
    }

    [TmuxFact]
    public async Task Interruption_is_a_line_that_stays()
    {
        using var terminal = await TerminalSession.StartAsync(80, 24);
        var check = new FrameCheck([]);

        terminal.Type(Endless);
        await terminal.Awaiting("a picture", _ => check.Pictures > 0, check.See);
        terminal.Press("C-c");
        await terminal.ShellAsync(check.See);

        ExpectedScreen.MatchesAtAnyStep("interrupted", terminal.Lines);
        Assert.True(terminal.ShowsCursor);
    }

    [TmuxFact]
    public async Task Suspended_run_is_the_shells_and_draws_below_when_it_continues()
    {
        using var terminal = await TerminalSession.StartAsync(80, 40);
        var check = new FrameCheck([]);

        terminal.Type(Endless);
        await terminal.Awaiting("a picture", _ => check.Pictures > 0, check.See);
        terminal.Press("C-z");
        await terminal.ShellAsync();
        Assert.True(terminal.ShowsCursor);
        await terminal.Holds(TimeSpan.FromSeconds(1));
        var suspended = await terminal.RunAsync("jobs");

        terminal.Type("fg");
        // The shell writes the command that it continues.
        var again = new FrameCheck(suspended.SkipLast(1), suspended.Count + 1);
        await terminal.Awaiting("the picture again", _ => again.Pictures > 0, again.See);
        terminal.Press("C-c");
        await terminal.ShellAsync(again.See);

        ExpectedScreen.MatchesAtAnyStep("suspended", terminal.Lines);
    }

    [TmuxTheory]
    [InlineData("NO_COLOR=1", false)]
    [InlineData("", true)]
    public async Task Colors_are_there_unless_the_user_wants_none(string variable, bool areThere)
    {
        using var terminal = await TerminalSession.StartAsync(80, 24);
        var check = new FrameCheck([]);

        terminal.Type($"{variable} {Endless}");
        await terminal.Awaiting("a picture", _ => check.Pictures > 0, check.See);
        await terminal.Awaiting("a bar", _ =>
        {
            var colored = terminal.Colored;
            Assert.True(areThere || !colored.Contains('\e'));
            return colored.Contains('─') && colored.Contains('\e') == areThere;
        });
        terminal.Press("C-c");
        await terminal.ShellAsync();
    }

    [TmuxFact]
    public async Task Dumb_terminal_gets_plain_lines()
    {
        using var terminal = await TerminalSession.StartAsync(80, 24);

        await terminal.RunAsync($"TERM=dumb {Train} --train-samples 1600 --epochs 3");

        ExpectedScreen.Matches("dumb", terminal.Lines);
    }

    [TmuxFact]
    public async Task Warning_stays_above_the_picture()
    {
        using var terminal = await TerminalSession.StartAsync(120, 24);
        var check = new FrameCheck([]);

        terminal.Type($"{Endless} --checkpoint-every 20");
        await terminal.Awaiting("a picture", _ => check.Pictures > 0, check.See);
        // A file where the folder of checkpoints was: none can be written.
        var checkpoints = Path.Combine(terminal.Work, "run", "checkpoints");
        ReplaceByFile(checkpoints);
        await terminal.Awaiting(
            "the warning", lines => lines.Any(line => line.StartsWith("Checkpoint ", StringComparison.Ordinal)), check.See);
        File.Delete(checkpoints);
        await terminal.Awaiting(
            "its end", lines => lines.Any(line => line.EndsWith("everything is kept.", StringComparison.Ordinal)), check.See);
        terminal.Press("C-c");
        await terminal.ShellAsync(check.See);

        ExpectedScreen.MatchesAtAnyStep("warning", terminal.Lines);
    }

    /// <summary>
    /// Puts a file in the place of a folder, in one system call: the running program, which makes the folder again where it is missing,
    /// never finds neither.
    /// </summary>
    private static void ReplaceByFile(string folder)
    {
        const int workingDirectory = -100, exchange = 2; // AT_FDCWD, and RENAME_EXCHANGE or RENAME_SWAP
        var file = folder + "-kept";
        File.WriteAllText(file, "");
        var result = OperatingSystem.IsMacOS()
            ? RenameOnMacOS(folder, file, exchange)
            : RenameOnLinux(workingDirectory, folder, workingDirectory, file, exchange);
        Assert.True(result == 0, $"'{folder}' cannot be replaced: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int RenameOnLinux(
        int fromFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string from, int toFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string to,
        uint flags);

    [DllImport("libc", EntryPoint = "renamex_np", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int RenameOnMacOS(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to, uint flags);

    private static bool IsDrawnFor(int columns, IReadOnlyList<string> lines) =>
        lines.FirstOrDefault(
            line => line.StartsWith("Run   ━", StringComparison.Ordinal) || line.StartsWith("Run   ─", StringComparison.Ordinal)) is { } run
        && (columns > 60 ? run.Count(character => character is '━' or '─') == 40 : run.Length < columns);
}
