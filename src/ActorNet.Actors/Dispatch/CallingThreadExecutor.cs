using System.Runtime.ExceptionServices;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorNet.Actors.Dispatch;

/// <summary>
/// Runs an idle actor on the thread that sends to it, so that no message waits for another thread to wake up: the worker that delivers a
/// step's last gradient takes the step. For actors that are quick and never block.
/// </summary>
/// <remarks>
/// One thread at a time still runs an actor, and its messages stay in order: a sender that finds it running only leaves its message in the
/// mailbox. Messages that a running actor sends to others are run after it on the same thread, so the stack does not grow.
/// </remarks>
internal sealed class CallingThreadExecutor(string id) : ExecutorService(id)
{
    /// <summary>The dispatcher's name, for <c>Props.WithDispatcher</c>.</summary>
    public const string Dispatcher = "actornet.dispatcher";

    public static readonly Config Configuration = ConfigurationFactory.ParseString(
        """
        actornet.dispatcher {
          type = Dispatcher
          executor = "ActorNet.Actors.Dispatch.CallingThreadExecutorConfigurator, ActorNet.Actors"
          throughput = 100
        }
        """);

    [ThreadStatic]
    private static Queue<IRunnable>? _waiting;

    [ThreadStatic]
    private static bool _isRunning;

    public override void Execute(IRunnable run)
    {
        var waiting = _waiting ??= new Queue<IRunnable>();
        waiting.Enqueue(run);
        if (_isRunning)
            return;
        _isRunning = true;
        ExceptionDispatchInfo? first = null;
        while (waiting.TryDequeue(out var next))
        {
            try
            {
                next.Run();
            }
            catch (Exception error)
            {
                // An actor's own errors end in its supervision and never get here; one that does must not keep the others from running.
                first ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        _isRunning = false;
        first?.Throw();
    }

    public override void Shutdown()
    {
    }
}

/// <summary>Named in the actor system's configuration.</summary>
internal sealed class CallingThreadExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new CallingThreadExecutor(id);
}
