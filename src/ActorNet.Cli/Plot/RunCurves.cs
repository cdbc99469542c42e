using ActorNet.Models.Recording;
using ActorNet.Pictures.Charts;

namespace ActorNet.Cli.Plot;

/// <summary>A run's metrics as lines of charts.</summary>
internal sealed class RunCurves
{
    private const double Full = 1;
    private const double Half = 0.6;
    private const double Faint = 0.35;

    private readonly string _name;
    private readonly int? _colour;
    private readonly List<EpochCompleted> _epochs = [];
    private readonly List<StepsCompleted> _steps = [];
    private readonly int _stepsPerEpoch;

    private RunCurves(string name, int? colour, int stepsPerEpoch) => (_name, _colour, _stepsPerEpoch) = (name, colour, stepsPerEpoch);

    public bool HasEpochs => _epochs.Count > 0;

    public IEnumerable<ChartLine> Loss =>
    [
        .. EpochLine("training", Faint, epoch => epoch.TrainLoss), .. EpochLine("validation", Half, epoch => epoch.ValidationLoss),
        .. EpochLine("test", Full, epoch => epoch.TestLoss),
    ];

    /// <summary>The share of samples classified rightly, in hundredths.</summary>
    public IEnumerable<ChartLine> Accuracy =>
    [
        .. EpochLine("validation", Half, epoch => 100 * epoch.ValidationAccuracy),
        .. EpochLine("test", Full, epoch => 100 * epoch.TestAccuracy),
    ];

    public ChartLine LearningRate => new(
        _name.Length > 0 ? _name : "learning rate", [.. _steps.Select(steps => (double)steps.Step / _stepsPerEpoch)],
        [.. _steps.Select(steps => steps.LearningRate)])
    {
        Colour = _colour,
    };

    /// <param name="run">The run.</param>
    /// <param name="name">What its lines are called before their own name; empty where there is only one run.</param>
    /// <param name="colour">The colour of all its lines; null for one of each line's own.</param>
    /// <exception cref="InvalidInputException">It has none.</exception>
    public static RunCurves Read(RunDirectory run, string name, int? colour)
    {
        if (!File.Exists(run.MetricsPath))
            throw InvalidInputException.Of($"Run '{run.Description.RunId}'", $"has no metrics: '{run.MetricsPath}' does not exist");
        var plan = new MinibatchPlan(run.Description.Spec, run.Description.Dataset.TrainSamples);
        var curves = new RunCurves(name, colour, plan.StepsPerEpoch);
        foreach (var trainingEvent in File.ReadLines(run.MetricsPath).Select(TrainingEventJson.Read))
        {
            if (trainingEvent is EpochCompleted epoch)
                curves._epochs.Add(epoch);
            else if (trainingEvent is StepsCompleted steps)
                curves._steps.Add(steps);
        }

        return curves;
    }

    private IEnumerable<ChartLine> EpochLine(string what, double opacity, Func<EpochCompleted, double?> value)
    {
        var known = _epochs.Where(epoch => value(epoch) is { } number && double.IsFinite(number)).ToList();
        if (known.Count > 0)
            yield return new ChartLine(
                _name.Length > 0 ? $"{_name} {what}" : what, [.. known.Select(epoch => (double)epoch.Epoch)],
                [.. known.Select(epoch => value(epoch)!.Value)])
            {
                HasMarkers = known.Count <= 50,
                Colour = _colour,
                Opacity = _colour is null ? Full : opacity,
            };
    }
}
