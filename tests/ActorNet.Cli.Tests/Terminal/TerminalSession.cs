using System.Diagnostics;
using System.Globalization;
using ActorNet.Testing;

namespace ActorNet.Cli.Tests.Terminal;

/// <summary>A shell in a terminal of so many columns and rows, in a folder of its own, with the real command as `actornet`.</summary>
internal sealed class TerminalSession : IDisposable
{
    /// <summary>What the shell writes before a command.</summary>
    public const string Prompt = "$ ";

    /// <summary>Time enough for a machine that is busy with other things.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly TemporaryFolder _folder = new();
    private readonly string _socket = "actornet-" + Path.GetRandomFileName();

    private TerminalSession(int columns, int rows)
    {
        Directory.CreateDirectory(Work);
        var command = _folder.Write("bin/actornet", $"#!/bin/sh\nexec dotnet '{typeof(ActorNetCommand).Assembly.Location}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(command, File.GetUnixFileMode(command) | UnixFileMode.UserExecute);
        // Nothing of the machine's own: neither its locale nor its colors, caches or terminal.
        var shell = _folder.Write("bashrc", $"""
            PS1='{Prompt}'; PATH='{_folder["bin"]}':$PATH; HISTFILE=; XDG_CACHE_HOME='{_folder["cache"]}'
            export PATH XDG_CACHE_HOME LANG=C.UTF-8 LC_ALL=C.UTF-8 DOTNET_NOLOGO=1
            unset NO_COLOR XTERM_VERSION STY COLORTERM COLUMNS LINES ACTORNET_DATA CI GITHUB_ACTIONS
            bind 'set enable-bracketed-paste off'

            """);
        Run("new-session", "-d", "-x", Text(columns), "-y", Text(rows), "-c", Work, $"bash --noprofile --rcfile '{shell}' -i");
        Run("set-option", "-g", "history-limit", "5000");
    }

    /// <summary>The shell's folder.</summary>
    public string Work => _folder["work"];

    /// <summary>What the screen shows, row by row, with the colors as escape sequences.</summary>
    public string Colored => Run("capture-pane", "-p", "-e");

    /// <summary>Whether the cursor is visible.</summary>
    public bool ShowsCursor => Run("display-message", "-p", "#{cursor_flag}").Trim() == "1";

    /// <summary>
    /// The screen and all that has scrolled away: lines as they were written, however many rows each takes, without the empty ones at
    /// the end.
    /// </summary>
    public IReadOnlyList<string> Lines => Trimmed(Run("capture-pane", "-p", "-J", "-S", "-"));

    /// <summary>As <see cref="Lines"/>, row by row.</summary>
    public IReadOnlyList<string> Rows => Trimmed(Run("capture-pane", "-p", "-S", "-"));

    /// <summary>A terminal whose shell awaits a command.</summary>
    public static async Task<TerminalSession> StartAsync(int columns, int rows)
    {
        var session = new TerminalSession(columns, rows);
        try
        {
            await session.ShellAsync();
        }
        catch
        {
            session.Dispose();
            throw;
        }

        return session;
    }

    /// <summary>Types a line.</summary>
    public void Type(string line)
    {
        Run("send-keys", "-l", line);
        Press("Enter");
    }

    /// <summary>Presses a key, such as C-c.</summary>
    public void Press(string key) => Run("send-keys", key);

    /// <summary>Gives the terminal another size.</summary>
    public void Resize(int columns, int rows) => Run("resize-window", "-x", Text(columns), "-y", Text(rows));

    /// <summary>Types a command, and awaits the shell.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(string command, Action<IReadOnlyList<string>>? check = null)
    {
        var before = Lines.Count;
        Type(command);
        // Until the command is echoed, the last line is the prompt that it was typed at.
        return await Awaiting("the shell's prompt", lines => lines.Count > before && lines is [.., "$"], check);
    }

    /// <summary>Awaits the shell: a command has ended, or was stopped.</summary>
    public Task<IReadOnlyList<string>> ShellAsync(Action<IReadOnlyList<string>>? check = null) =>
        Awaiting("the shell's prompt", lines => lines is [.., "$"], check);

    /// <summary>Awaits lines that satisfy a condition.</summary>
    /// <param name="what">What is awaited, named if it does not come.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="check">Checks all that the terminal shows until then.</param>
    /// <returns>The lines.</returns>
    public async Task<IReadOnlyList<string>> Awaiting(
        string what, Func<IReadOnlyList<string>, bool> condition, Action<IReadOnlyList<string>>? check = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var poll = new PeriodicTimer(Poll);
        while (true)
        {
            var lines = Lines;
            check?.Invoke(lines);
            if (condition(lines))
                return lines;
            if (TimeProvider.System.GetElapsedTime(started) > Deadline)
                Assert.Fail($"Awaited {what} for {Deadline.TotalSeconds} s. The terminal shows:\n{string.Join('\n', lines)}");
            await poll.WaitForNextTickAsync();
        }
    }

    /// <summary>Checks for a while that the terminal shows the same.</summary>
    public async Task Holds(TimeSpan time)
    {
        var (first, started) = (Lines, TimeProvider.System.GetTimestamp());
        await Awaiting("the end of the wait", _ => TimeProvider.System.GetElapsedTime(started) > time, lines => Assert.Equal(first, lines));
    }

    public void Dispose()
    {
        Run("kill-server");
        // A command that still runs gets SIGHUP, and may write until it has ended.
        var isDeleted = SpinWait.SpinUntil(TryDelete, Deadline);
        Assert.True(isDeleted, $"{_folder.Path} cannot be deleted: the command still writes there after its terminal is gone.");
    }

    private bool TryDelete()
    {
        try
        {
            _folder.Dispose();
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(_folder.Path);
        }
    }

    private string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("tmux", ["-u", "-L", _socket, "-f", "/dev/null", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in (string[])["TMUX", "TMUX_PANE"])
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"tmux {string.Join(' ', arguments)}: {error.Result}");
        return output;
    }

    private static string[] Trimmed(string text) =>
        [.. text.Split('\n').Select(line => line.TrimEnd()).Reverse().SkipWhile(line => line.Length == 0).Reverse()];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
