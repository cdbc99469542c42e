using ActorNet.Cli.Console;
using ActorNet.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Cli.Tests.Console;

public sealed class LiveConsoleTests : IDisposable
{
    private readonly CommandHarness _command = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(30)]
    public void Picture_shows_epoch_step_speed_time_left_and_workers_without_wrapping(int width)
    {
        var picture = new LivePicture(_time, LiveRegionTests.Terminal(TextWriter.Null, width).Profile);
        picture.Record(new TrainingStarted("r", "784-10", 7850, 2, 60000, 0, 10000, 10, 469));
        picture.Record(Steps(1, 469));
        picture.Record(new EpochCompleted("r", 1, 469, 0.3, null, null, 0.2, 0.951, 8, 7500, false));
        _time.Advance(TimeSpan.FromSeconds(30));
        picture.Record(Steps(2, 938));

        using var screen = new ScreenModel(width, 24);
        new LiveRegion(LiveRegionTests.Terminal(screen, width)).Draw([], picture.Draw());

        var lines = screen.Lines;
        Assert.Equal(4, lines.Count);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, width - 1));
        if (width < 80)
            return;
        Assert.Contains("epoch 2 of 10  4:00 min left  test accuracy 95.10 %", lines[0], StringComparison.Ordinal);
        Assert.Contains("step 469 of 469  loss 0.1250  rate 0.05  74,074 samples/s", lines[1], StringComparison.Ordinal);
        Assert.Contains("worker-1    55,556 samples/s   75 % of the work   90 % busy", lines[2], StringComparison.Ordinal);
        Assert.Contains("worker-2    18,518 samples/s   25 % of the work   50 % busy", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Epochs_and_warnings_stay_and_the_picture_goes()
    {
        using var screen = new ScreenModel(100, 24);
        using (var view = View(screen, isErrorTerminal: true))
        {
            view.Begin(RunTextSamples.Run, "runs/r", 2, 1);
            view.Handle(new WaitingForWorkers("r", 0, 1));
            view.Handle(new EpochCompleted("r", 1, 469, 0.3, null, null, 0.2, 0.951, 8, 7500, false));
            view.Warn("A warning.");
            view.Finish(RunTextSamples.Summary, "runs/r");
        }

        Assert.Equal(
            [
                .. RunText.Begin(RunTextSamples.Run, 2, 1).Select(line => line.TrimEnd()),
                "",
                "Epoch  1/10  loss 0.3000  test accuracy 95.10 %  7,500 samples/s  8.0 s",
                "A warning.",
                "",
                .. RunText.Finish(RunTextSamples.Summary, "runs/r"),
            ],
            screen.Lines);
        Assert.Empty(_command.Error);
    }

    [Fact]
    public void Warning_goes_to_standard_error_where_that_is_a_file()
    {
        using var screen = new ScreenModel(100, 24);
        using (var view = View(screen, isErrorTerminal: false))
            view.Warn("A warning.");

        Assert.Equal("A warning.\n", _command.Error);
        Assert.Empty(screen.Lines);
    }

    [Fact]
    public void Header_wraps_between_words_below_its_text()
    {
        using var screen = new ScreenModel(60, 24);
        using (var view = View(screen, isErrorTerminal: true))
            view.Begin(RunTextSamples.Run, "runs/r", 2, 1);

        Assert.Contains("Network   784-10, softmax, cost negative-log-likelihood,", screen.Lines);
        Assert.Contains("          init he, 7,850 parameters", screen.Lines);
    }

    private LiveConsole View(ScreenModel screen, bool isErrorTerminal) => new(
        LiveRegionTests.Terminal(screen, screen.Width),
        _command.Context with { Time = TimeProvider.System, IsErrorTerminal = isErrorTerminal });

    private static StepsCompleted Steps(int epoch, long step) => new(
        "r", epoch, step, 469, 469, 0.125, 0.05, 74074,
        [new WorkerProgress("worker-1", 45000, 0.9), new WorkerProgress("worker-2", 15000, 0.5)]);
}
