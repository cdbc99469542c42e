using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>
/// What every run of a training reports: losses of steps and epochs are those of a run with one worker and without faults, evaluations those of
/// LocalTrainer's weights after each epoch.
/// </summary>
internal sealed class ExpectedReports
{
    [ThreadStatic]
    private static Dictionary<(TrainingSpec, Dataset), ExpectedReports>? _known;

    private ExpectedReports(TrainingSpec spec, Dataset data)
    {
        var run = new Scenario { Training = spec, Data = data, Workers = 1 }.Run(seed: 0);
        Losses = [.. run.Events.OfType<StepsCompleted>().Select(steps => steps.Loss)];
        Epochs = [.. run.Events.OfType<EpochCompleted>().Select(epoch => WithEvaluations(epoch, spec, data))];
    }

    /// <summary>The mean cost of each step.</summary>
    public IReadOnlyList<double> Losses { get; }

    public IReadOnlyList<EpochCompleted> Epochs { get; }

    public static ExpectedReports Of(Scenario scenario)
    {
        _known ??= [];
        var training = (scenario.Training, scenario.Data);
        return _known.TryGetValue(training, out var known) ? known : _known[training] = new ExpectedReports(scenario.Training, scenario.Data);
    }

    private static EpochCompleted WithEvaluations(EpochCompleted epoch, TrainingSpec spec, Dataset data)
    {
        // Without validation samples the result are the weights after the last step, not those of the best epoch.
        var trained = data.Train.Count - spec.ValidationSamples;
        var plain = spec with { ValidationSamples = 0, Patience = null, TrainSamples = Math.Min(spec.TrainSamples ?? trained, trained) };
        var weights = LocalTrainer.Train(plain, data, epoch.Step);
        var test = LocalTrainer.Evaluate(spec.Network, weights, data.Test, 0);
        var validation = spec.ValidationSamples == 0 ? null : LocalTrainer.Evaluate(spec.Network, weights, data.Train, trained);
        return epoch with
        {
            TestLoss = test.Loss, TestAccuracy = test.Accuracy, ValidationLoss = validation?.Loss, ValidationAccuracy = validation?.Accuracy,
        };
    }
}
