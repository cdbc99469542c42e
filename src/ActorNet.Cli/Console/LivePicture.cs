using System.Globalization;
using ActorNet.Protocol;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorNet.Cli.Console;

/// <summary>What is under way: a bar for the whole run and one for the epoch, loss, speed, time left, and a line per worker.</summary>
internal sealed class LivePicture(TimeProvider time, Profile terminal)
{
    /// <summary>What the texts beside the bars take on an ordinary day.</summary>
    private const int TextWidth = 72;

    /// <summary>More workers than this would push everything else off the screen.</summary>
    private const int MaxWorkerLines = 16;

    private readonly Lock _gate = new();
    private TrainingStarted? _started;
    private StepsCompleted? _steps;
    private EpochCompleted? _epoch;
    private long _firstTime;
    private double _firstFraction;

    /// <summary>Takes note of an event.</summary>
    public void Take(TrainingEvent trainingEvent)
    {
        lock (_gate)
        {
            switch (trainingEvent)
            {
                case TrainingStarted started:
                    _started = started;
                    break;
                case StepsCompleted steps:
                    if (_steps is null)
                        (_firstTime, _firstFraction) = (time.GetTimestamp(), FractionDone(steps));
                    _steps = steps;
                    break;
                case EpochCompleted epoch:
                    _epoch = epoch;
                    break;
            }
        }
    }

    /// <summary>The picture of now.</summary>
    public IRenderable Draw()
    {
        lock (_gate)
        {
            if (_started is null || _steps is null)
                return new Text("Starting ...");
            var rows = new List<IRenderable>
            {
                Line("Run  ", FractionDone(_steps), Invariant($"epoch {_steps.Epoch} of {_started.Epochs}{TimeLeft(_steps)}{Accuracy()}")),
                Line("Epoch", (double)_steps.StepInEpoch / _steps.StepsPerEpoch, Invariant(
                    $"step {_steps.StepInEpoch:N0} of {_steps.StepsPerEpoch:N0}  loss {_steps.Loss:F4}  rate {_steps.LearningRate:G4}")
                    + Invariant($"  {_steps.SamplesPerSecond:N0} samples/s")),
            };
            var samples = _steps.Workers.Sum(worker => worker.Samples);
            var nameWidth = _steps.Workers.Select(worker => worker.Worker.Length).DefaultIfEmpty().Max();
            rows.AddRange(_steps.Workers.Take(MaxWorkerLines).Select(worker =>
                new Text(Cut($"  {worker.Worker.PadRight(nameWidth)} {RunText.Share(worker, samples, _steps.SamplesPerSecond)}"))));
            if (_steps.Workers.Count > MaxWorkerLines)
                rows.Add(new Text(Invariant($"  and {_steps.Workers.Count - MaxWorkerLines} more workers")));
            return new Rows(rows);
        }
    }

    /// <summary>One line, cut where the terminal ends: a line that wraps would shake the picture.</summary>
    private Markup Line(string name, double fraction, string text)
    {
        var width = Math.Clamp(terminal.Width - TextWidth, 8, 40);
        var done = (int)Math.Round(Math.Clamp(fraction, 0, 1) * width);
        var (full, empty) = terminal.Capabilities.Unicode ? ('━', '─') : ('#', '-');
        var shown = Cut(text, name.Length + width + 2);
        return new Markup($"{name} [green]{new string(full, done)}[/][grey]{new string(empty, width - done)}[/] {shown.EscapeMarkup()}");
    }

    private string Cut(string text, int taken = 0) => text[..Math.Clamp(terminal.Width - taken - 1, 0, text.Length)];

    private double FractionDone(StepsCompleted steps) =>
        _started is null ? 0 : (double)steps.Step / ((long)_started.Epochs * steps.StepsPerEpoch);

    /// <summary>By what was done since this process began to look, evaluation included.</summary>
    private string TimeLeft(StepsCompleted steps)
    {
        var fraction = FractionDone(steps);
        if (!(fraction > _firstFraction))
            return "";
        var left = time.GetElapsedTime(_firstTime) * ((1 - fraction) / (fraction - _firstFraction));
        return $"  {RunText.Seconds(left.TotalSeconds)} left";
    }

    private string Accuracy() => _epoch?.TestAccuracy is { } accuracy ? $"  test accuracy {RunText.Percent(accuracy)}" : "";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
