using ActorNet.Cli.Train;
using ActorNet.Learning.Samples;

namespace ActorNet.Cli.Bench;

/// <summary>The data that benches train on.</summary>
internal static class BenchData
{
    /// <summary>Loads what the options name, once they are known to fit it.</summary>
    /// <exception cref="InvalidInputException">There is no such data, or the network does not fit it.</exception>
    public static async Task<Dataset> LoadAsync(BenchRun run)
    {
        var request = run.Request.Train;
        var data = NewRun.Complete(request.Data, run.Context);
        SpecResolver.CheckEarly(request.Spec, DataShape.Of(data), data.Task == "regression");
        var dataset = await run.Context.Load(data, line => run.WriteText($"{line}"), run.CancellationToken);
        if (dataset.Notice is { } notice)
            run.WriteText($"{notice}");
        return dataset;
    }

    /// <summary>A single test sample: a run evaluates after its epoch, which is not measured.</summary>
    public static Dataset WithOneTestSample(Dataset dataset)
    {
        var (features, targets) = dataset.Test.Sample(0);
        return dataset with
        {
            Test = dataset.Test.IsClassification
                ? SampleSet.FromClasses(features, features.Length, [dataset.Test.LabelOf(0)], targets.Length)
                : SampleSet.FromValues(features, features.Length, targets, targets.Length),
        };
    }
}
