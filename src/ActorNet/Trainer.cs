using ActorNet.Actors.Dispatch;
using ActorNet.Actors.Hosting;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using Akka.Actor;
using Akka.Configuration;

namespace ActorNet;

/// <summary>Trains networks in this process: a coordinator actor and worker actors, started and stopped around each run.</summary>
public static class Trainer
{
    /// <summary>
    /// Trains as <paramref name="spec"/> says on <paramref name="dataset"/>. Cancelling ends the run after the step
    /// under way with <see cref="StopReason.Interrupted"/>; it does not throw.
    /// </summary>
    /// <param name="spec">What decides the weights.</param>
    /// <param name="dataset">The samples.</param>
    /// <param name="options">How the run is carried out; none of it changes the weights.</param>
    /// <param name="onEvent">Told of everything that happens, in order, one event at a time, on whatever thread brings the
    /// news, a worker's mostly: hand it on, and never wait there.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="InvalidInputException">The spec is not valid, or does not fit the data.</exception>
    /// <exception cref="TrainingDivergedException">A number is not finite any more.</exception>
    /// <exception cref="TrainingFailedException">The last worker is lost.</exception>
    public static async Task<TrainingResult> TrainAsync(
        TrainingSpec spec, Dataset dataset, TrainerOptions? options = null, Action<TrainingEvent>? onEvent = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new TrainerOptions();
        spec.Validate(dataset);
        options.Validate(spec);

        var run = new RunBootstrap(spec, dataset, options, null, onEvent ?? (_ => { }));
        var system = ActorSystem.Create("actornet", LocalConfiguration);
        try
        {
            var coordinator = run.Start(system);
            using var stopping = cancellationToken.Register(() => coordinator.Tell(new StopTraining(options.RunId)));
            return await run.Result.ConfigureAwait(false);
        }
        finally
        {
            await system.Terminate().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Actors run on the threads of their senders, the workers' own most of the time, so that a round of messages costs about a microsecond;
    /// nothing is logged to the console, since every failure reaches the caller as an exception.
    /// </summary>
    private static readonly Config LocalConfiguration = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          # An actor that throws is stopped, which its watchers see, and not started again with an empty memory.
          actor.guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy, Akka"
        }
        """).WithFallback(CallingThreadExecutor.Configuration);
}
