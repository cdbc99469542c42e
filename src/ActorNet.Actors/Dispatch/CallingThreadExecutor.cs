using System.Runtime.ExceptionServices;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorNet.Actors.Dispatch;

/// <summary>
/// Runs an actor on the thread of whoever sends to it while it is idle, so that no message waits for another thread to wake
/// up: the worker that brings a step's last gradient takes the step. For actors that are quick and never wait.
/// </summary>
/// <remarks>
/// An actor is still run by one thread at a time, and its messages in order: a sender that finds it running only leaves its
/// message. What an actor sends while it runs is run after it, on the same thread, so the stack does not grow.
/// </remarks>
internal sealed class CallingThreadExecutor(string id) : ExecutorService(id)
{
    /// <summary>The dispatcher's name, to be given in an actor's Props.</summary>
    public const string Dispatcher = "actornet.dispatcher";

    /// <summary>What defines the dispatcher.</summary>
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

    /// <inheritdoc/>
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
                // An actor's own errors end in its supervision and never come here; whatever does must not keep the others from running.
                first ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        _isRunning = false;
        first?.Throw();
    }

    /// <inheritdoc/>
    public override void Shutdown()
    {
    }
}

/// <summary>Makes <see cref="CallingThreadExecutor"/>s; named in the actor system's configuration.</summary>
internal sealed class CallingThreadExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    /// <inheritdoc/>
    public override ExecutorService Produce(string id) => new CallingThreadExecutor(id);
}
