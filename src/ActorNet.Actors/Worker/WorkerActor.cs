using ActorNet.Computing.Requests;
using ActorNet.Coordination.Messages;
using Akka.Actor;

namespace ActorNet.Actors.Worker;

/// <summary>
/// A worker: registers with the coordinator, and hands every request to its <see cref="ComputeThread"/>, whose answers go
/// straight to the coordinator.
/// </summary>
internal sealed class WorkerActor : ReceiveActor
{
    private readonly string _name;
    private readonly IActorRef _coordinator;
    private readonly Func<Action<object>, ComputeThread> _startEngine;
    private ComputeThread? _engine;

    /// <summary>Makes a worker.</summary>
    /// <param name="name">Its name, unique in the run.</param>
    /// <param name="coordinator">The coordinator it works for.</param>
    /// <param name="startEngine">Starts an engine that gives its answers to the action.</param>
    public WorkerActor(string name, IActorRef coordinator, Func<Action<object>, ComputeThread> startEngine)
    {
        _name = name;
        _coordinator = coordinator;
        _startEngine = startEngine;
        Registering();
    }

    /// <inheritdoc/>
    protected override void PreStart() => _coordinator.Tell(new RegisterWorker(_name));

    /// <inheritdoc/>
    protected override void PostStop() => _engine?.Dispose();

    /// <summary>Awaits the coordinator's <see cref="WorkerAccepted"/>; ends with it.</summary>
    private void Registering() => Receive<WorkerAccepted>(accepted =>
    {
        var self = Self;
        try
        {
            _engine = _startEngine(answer => _coordinator.Tell(answer, self));
        }
        catch (Exception error)
        {
            _coordinator.Tell(new WorkerFailed(error));
            Context.Stop(self);
            return;
        }

        Become(Working);
        _coordinator.Tell(new WorkerReady(accepted.RunId, accepted.Incarnation, _name));
    });

    /// <summary>Awaits requests, and hands each to the engine; ends when the actor is stopped.</summary>
    private void Working()
    {
        Receive<ComputeGradient>(request => _engine!.Submit(request));
        Receive<EvaluateSlices>(request => _engine!.Submit(request));
        Receive<ComputeCanary>(request => _engine!.Submit(request));
    }
}
