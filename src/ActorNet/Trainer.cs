using ActorNet.Actors.Hosting;
using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet;

/// <summary>Trains networks in this process, with a coordinator actor and worker actors that live as long as the run.</summary>
public static class Trainer
{
    /// <summary>Trains a network with the defaults of <see cref="TrainingSpec.For"/>; otherwise as the other overload.</summary>
    /// <param name="network">Layer widths from input to output, such as "784-64-10".</param>
    /// <param name="dataset">The samples.</param>
    /// <param name="epochs">Passes over the training samples; null for the default.</param>
    /// <param name="options">How the run is carried out; no option changes the weights.</param>
    /// <param name="onEvent">Receives every event, as in the other overload.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="InvalidInputException">The network or a number is not valid, or does not fit the data.</exception>
    public static async Task<TrainingResult> TrainAsync(
        string network, Dataset dataset, int? epochs = null, TrainerOptions? options = null, Action<TrainingEvent>? onEvent = null,
        CancellationToken cancellationToken = default)
    {
        var spec = TrainingSpec.For(network, dataset);
        return await TrainAsync(spec with { Epochs = epochs ?? spec.Epochs }, dataset, options, onEvent, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Trains <paramref name="spec"/> on <paramref name="dataset"/>. Cancelling ends the run after the current step with
    /// <see cref="StopReason.Interrupted"/>; it does not throw.
    /// </summary>
    /// <param name="spec">What determines the weights.</param>
    /// <param name="dataset">The samples.</param>
    /// <param name="options">How the run is carried out; no option changes the weights.</param>
    /// <param name="onEvent">Receives every event, in order, one at a time, on any thread, mostly a worker's: hand it on and do not
    /// block.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="InvalidInputException">The spec is not valid, or does not fit the data.</exception>
    /// <exception cref="TrainingDivergedException">A number is no longer finite.</exception>
    /// <exception cref="TrainingFailedException">The last worker is lost.</exception>
    public static async Task<TrainingResult> TrainAsync(
        TrainingSpec spec, Dataset dataset, TrainerOptions? options = null, Action<TrainingEvent>? onEvent = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new TrainerOptions();
        spec.Validate(dataset);
        options.Validate(spec);

        return await LocalRun.TrainAsync(spec, dataset, options, onEvent ?? (_ => { }), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The trained network, to evaluate and to predict with.</summary>
    public static Network ToNetwork(this TrainingResult result) => new(result.Spec.Network, result.Parameters);
}
