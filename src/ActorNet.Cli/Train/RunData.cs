using ActorNet.Cli.Console;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;

namespace ActorNet.Cli.Train;

/// <summary>The data of a run.</summary>
internal static class RunData
{
    /// <summary>Loads the data, and rehearses the run meanwhile if it will train on images in this process.</summary>
    /// <param name="data">What to load.</param>
    /// <param name="spec">The run's spec, if it is known before the data and they are images.</param>
    /// <param name="request">The rest of the run's options.</param>
    /// <param name="context">The command's context.</param>
    /// <param name="view">Shows what takes long.</param>
    /// <param name="cancellationToken">Ends both.</param>
    /// <exception cref="InvalidInputException">The data cannot be loaded.</exception>
    public static async Task<Dataset> LoadAsync(
        DatasetRequest data, TrainingSpec? spec, TrainRequest request, CliContext context, ITrainingView view,
        CancellationToken cancellationToken)
    {
        using var loaded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var rehearsal = spec is null || !request.IsLocal || context.Processors == 1
            ? Task.CompletedTask : Task.Run(() => context.Rehearse(spec, loaded.Token), CancellationToken.None);
        try
        {
            var dataset = await context.Load(data, view.Progress, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return dataset;
        }
        finally
        {
            await loaded.CancelAsync();
            await rehearsal;
        }
    }
}
