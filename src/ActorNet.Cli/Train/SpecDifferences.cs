using ActorNet.Cli.Arguments;
using ActorNet.Models.Datasets;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Train;

/// <summary>The options that differ from those of an existing run. Any of them would lead to other weights.</summary>
internal static class SpecDifferences
{
    /// <summary>Each difference as "--batch 64 (the run has 128)". Epochs are not compared: they may grow.</summary>
    public static IReadOnlyList<string> Between(SpecRequest request, DatasetRequest data, RunDescription run) =>
    [
        .. from parameter in HyperParameters.All
           from setting in request.Settings
           where setting.Parameter == parameter && parameter != HyperParameters.Epochs && !setting.Value.Equals(parameter.In(run.Spec))
           select Difference(parameter.Label, setting.Value, parameter.In(run.Spec)),
        .. data.Target is { } target && target != run.Dataset.Request.Target ? [Difference("--target", target, run.Dataset.Request.Target)] : Array.Empty<string>(),
        .. data.Task is { } task && task != run.Dataset.Request.Task ? [Difference("--task", task, run.Dataset.Request.Task)] : Array.Empty<string>(),
    ];

    private static string Difference(string label, object wanted, object? actual) =>
        $"{label} {HyperParameter.Text(wanted)} (the run has {HyperParameter.Text(actual)})";
}
