using System.Globalization;
using ActorNet.Cli.Arguments;
using ActorNet.Models.Datasets;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Train;

/// <summary>What was said about a run that exists, and is not so. Anything of it would lead to other weights.</summary>
internal static class SpecDifferences
{
    /// <summary>Each difference as "--batch 64 (the run has 128)". Epochs are not looked at: they may grow.</summary>
    public static IReadOnlyList<string> Between(SpecRequest asked, DatasetRequest askedData, RunDescription run)
    {
        var differences = new List<string>();
        var (network, optimizer, spec) = (run.Spec.Network, run.Spec.Optimizer, run.Spec);
        Compare("--network", asked.Network, network.Widths);
        CompareNames("--activation", asked.Activation, network.HiddenActivation);
        CompareNames("--output", asked.Output, network.OutputActivation);
        CompareNames("--cost", asked.Cost, network.Cost);
        CompareNames("--init", asked.Initializer, network.Initializer);
        CompareNames("--optimizer", asked.Optimizer, optimizer.Kind);
        Compare("--learning-rate", asked.LearningRate, optimizer.LearningRate);
        Compare("--momentum", asked.Momentum, optimizer.Momentum);
        Compare("--beta1", asked.Beta1, optimizer.Beta1);
        Compare("--beta2", asked.Beta2, optimizer.Beta2);
        Compare("--epsilon", asked.Epsilon, optimizer.Epsilon);
        Compare("--schedule", asked.Schedule, spec.Schedule);
        Compare("--l2", asked.L2, spec.L2);
        Compare("--batch", asked.Batch, spec.BatchSize);
        Compare("--micro-batch", asked.MicroBatch, spec.EffectiveMicroBatchSize);
        Compare("--seed", asked.Seed, spec.Seed);
        Compare("--train-samples", asked.TrainSamples, spec.TrainSamples);
        Compare("--validation-samples", asked.ValidationSamples, spec.ValidationSamples);
        Compare("--patience", asked.Patience, spec.Patience);
        Compare("--target-accuracy", asked.TargetAccuracy, spec.TargetAccuracy);
        Compare("--init-from with weights of SHA-256", asked.InitialWeights, spec.InitialWeights);
        Compare("--target", askedData.Target, run.Dataset.Request.Target);
        Compare("--task", askedData.Task, run.Dataset.Request.Task);
        return differences;

        void Compare(string option, object? wanted, object? actual)
        {
            if (wanted is not null && !wanted.Equals(actual))
                differences.Add($"{option} {Text(wanted)} (the run has {Text(actual ?? "none")})");
        }

        void CompareNames<T>(string option, T? wanted, T actual) where T : struct, Enum
        {
            if (wanted is { } value)
                Compare(option, Choice<T>.NameOf(value), Choice<T>.NameOf(actual));
        }
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
