using ActorNet.Actors.Dispatch;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using Akka.Actor;
using Akka.Configuration;

namespace ActorNet.Actors.Hosting;

/// <summary>A run in an actor system of its own, in this process.</summary>
internal static class LocalRun
{
    /// <summary>
    /// Actors run on the threads of their senders, mostly the workers' own, so that a round of messages costs about a microsecond. Nothing
    /// is logged: every failure reaches the caller as an exception.
    /// </summary>
    private static readonly Config LocalConfiguration = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          # An actor that throws is stopped, which its watchers see; a restart would lose its state.
          actor.guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy, Akka"
        }
        """).WithFallback(CallingThreadExecutor.Configuration);

    /// <summary>Trains with valid options that fit the data. Cancelling ends the run after the current step.</summary>
    public static async Task<TrainingResult> TrainAsync(
        TrainingSpec spec, Dataset dataset, TrainerOptions options, Action<TrainingEvent> onEvent, CancellationToken cancellationToken)
    {
        var run = new RunBootstrap(spec, dataset, options, null, onEvent);
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
}
