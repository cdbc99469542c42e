using ActorNet.Cli.Console;
using ActorNet.Protocol;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;

namespace ActorNet.Cli.Tests.Console;

public sealed class LiveConsoleTests : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _out.Dispose();

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(30)]
    public void Picture_shows_epoch_step_speed_time_left_and_workers_without_wrapping(int width)
    {
        var console = Terminal(width);
        var picture = new LivePicture(_time, console.Profile);
        picture.Take(new TrainingStarted("r", "784-10", 7850, 2, 60000, 0, 10000, 10, 469));
        picture.Take(Steps(1, 469));
        picture.Take(new EpochCompleted("r", 1, 469, 0.3, null, null, 0.2, 0.951, 8, 7500, false));
        _time.Advance(TimeSpan.FromSeconds(30));
        picture.Take(Steps(2, 938));

        console.Write(picture.Draw());

        var lines = _out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 1, width));
        if (width < 80)
            return;
        Assert.Contains("epoch 2 of 10  4:00 min left  test accuracy 95.10 %", lines[0], StringComparison.Ordinal);
        Assert.Contains("step 469 of 469  loss 0.1250  rate 0.05  74,074 samples/s", lines[1], StringComparison.Ordinal);
        Assert.Contains("worker-1    55,556 samples/s   75 % of the work   90 % busy", lines[2], StringComparison.Ordinal);
        Assert.Contains("worker-2    18,518 samples/s   25 % of the work   50 % busy", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Epochs_and_warnings_stay_and_the_cursor_comes_back()
    {
        using (var view = new LiveConsole(Terminal(100), TimeProvider.System))
        {
            view.Begin(RunTextSamples.Run, "runs/r", 2, 1);
            view.Handle(new EpochCompleted("r", 1, 469, 0.3, null, null, 0.2, 0.951, 8, 7500, false));
            view.Warn("A warning.");
            view.Finish(RunTextSamples.Summary, "runs/r");
        }

        var text = _out.ToString();
        Assert.Contains("Epoch  1/10  loss 0.3000  test accuracy 95.10 %  7,500 samples/s  8.0 s", text, StringComparison.Ordinal);
        Assert.Contains("A warning.", text, StringComparison.Ordinal);
        Assert.Contains("Run kept in runs/r", text, StringComparison.Ordinal);
        Assert.True(text.LastIndexOf("\u001b[?25h", StringComparison.Ordinal) > text.LastIndexOf("\u001b[?25l", StringComparison.Ordinal));
    }

    private IAnsiConsole Terminal(int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(_out),
        });
        console.Profile.Width = width;
        return console;
    }

    private static StepsCompleted Steps(int epoch, long step) => new(
        "r", epoch, step, 469, 469, 0.125, 0.05, 74074, [new WorkerProgress("worker-1", 45000, 0.9), new WorkerProgress("worker-2", 15000, 0.5)]);
}
