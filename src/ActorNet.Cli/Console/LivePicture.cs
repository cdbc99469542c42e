using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorNet.Cli.Console;

/// <summary>The progress of a run: a bar for the whole run and one for the epoch, loss, speed, time left, and a line per worker.</summary>
internal sealed class LivePicture(TimeProvider time, Profile terminal)
{
    /// <summary>The width of the texts beside the bars, where the terminal is wide enough.</summary>
    private const int TextWidth = 72;

    /// <summary>More lines would push everything else off the screen.</summary>
    private const int MaxWorkerLines = 16;

    private readonly Lock _gate = new();
    private TrainingStarted? _started;
    private StepsCompleted? _steps;
    private EpochCompleted? _epoch;
    private WaitingForWorkers? _waiting;
    private long _firstTime;
    private double _firstFraction;

    public void Record(TrainingEvent trainingEvent)
    {
        lock (_gate)
        {
            switch (trainingEvent)
            {
                case WaitingForWorkers waiting:
                    _waiting = waiting;
                    break;
                case TrainingStarted started:
                    (_started, _waiting) = (started, null);
                    break;
                case StepsCompleted steps:
                    _waiting = null;
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

    /// <summary>The current rows, each of pieces with their styles.</summary>
    public IReadOnlyList<IReadOnlyList<Segment>> Draw()
    {
        lock (_gate)
        {
            var rows = new List<IReadOnlyList<Segment>>();
            if (_started is not null && _steps is not null)
                rows.AddRange(Rows(_started, _steps));
            if (_waiting is not null)
                rows.Add(Text(Invariant($"Waiting for workers: {_waiting.Ready} of {_waiting.Needed} ready")));
            return rows.Count > 0 ? rows : [Text("Starting ...")];
        }
    }

    private IEnumerable<IReadOnlyList<Segment>> Rows(TrainingStarted started, StepsCompleted steps)
    {
        yield return Bar("Run  ", FractionDone(steps), Invariant($"epoch {steps.Epoch} of {started.Epochs}{TimeLeft(steps)}{Accuracy()}"));
        yield return Bar("Epoch", (double)steps.StepInEpoch / steps.StepsPerEpoch, Invariant(
            $"step {steps.StepInEpoch:N0} of {steps.StepsPerEpoch:N0}  loss {steps.Loss:F4}  rate {steps.LearningRate:G4}")
            + Invariant($"  {steps.SamplesPerSecond:N0} samples/s"));
        var samples = steps.Workers.Sum(worker => worker.Samples);
        var nameWidth = steps.Workers.Select(worker => TerminalText.Cells(worker.Worker)).DefaultIfEmpty().Max();
        foreach (var worker in steps.Workers.Take(MaxWorkerLines))
            yield return Text(
                $"  {TerminalText.PadRight(worker.Worker, nameWidth)} {RunText.Share(worker, samples, steps.SamplesPerSecond)}");
        if (steps.Workers.Count > MaxWorkerLines)
            yield return Text(Invariant($"  and {steps.Workers.Count - MaxWorkerLines} more workers"));
    }

    private Segment[] Bar(string name, double fraction, string text)
    {
        var width = Math.Clamp(terminal.Width - TextWidth, 8, 40);
        var done = (int)Math.Round(Math.Clamp(fraction, 0, 1) * width);
        return [new Segment(name + ' '), .. TerminalText.Bar(done, width, terminal), new Segment(' ' + text)];
    }

    private static Segment[] Text(string text) => [new Segment(text)];

    private double FractionDone(StepsCompleted steps) =>
        _started is null ? 0 : (double)steps.Step / ((long)_started.Epochs * steps.StepsPerEpoch);

    /// <summary>Estimated from the progress since this process started, evaluation included.</summary>
    private string TimeLeft(StepsCompleted steps)
    {
        var fraction = FractionDone(steps);
        if (!(fraction > _firstFraction))
            return "";
        var left = time.GetElapsedTime(_firstTime) * ((1 - fraction) / (fraction - _firstFraction));
        return $"  {RunText.Seconds(left.TotalSeconds)} left";
    }

    private string Accuracy() => _epoch?.TestAccuracy is { } accuracy ? $"  test accuracy {RunText.Percent(accuracy)}" : "";
}
