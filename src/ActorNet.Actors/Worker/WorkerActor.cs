using ActorNet.Computing.Requests;
using ActorNet.Coordination.Messages;
using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Actors.Worker;

/// <summary>
/// A local worker: registers with the coordinator and hands every request to its <see cref="ComputeThread"/>, which sends the answers
/// straight to the coordinator.
/// </summary>
internal sealed class WorkerActor : ReceiveActor
{
    private readonly string _name;
    private readonly IActorRef _coordinator;
    private readonly Func<Action<object>, ComputeThread> _startThread;
    private ComputeThread? _thread;

    /// <summary><paramref name="startThread"/> starts a compute thread that passes its answers to the given action.</summary>
    public WorkerActor(string name, IActorRef coordinator, Func<Action<object>, ComputeThread> startThread)
    {
        _name = name;
        _coordinator = coordinator;
        _startThread = startThread;
        Registering();
    }

    protected override void PreStart() => _coordinator.Tell(new RegisterWorker(_name));

    protected override void PostStop() => _thread?.Dispose();

    /// <summary>Waits for the coordinator's <see cref="WorkerAccepted"/>.</summary>
    private void Registering()
    {
        Receive<WorkerAccepted>(accepted =>
        {
            var self = Self;
            try
            {
                _thread = _startThread(answer => _coordinator.Tell(answer, self));
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
        Receive<EndWorker>(_ => Context.Stop(Self));
    }

    /// <summary>Hands requests to the compute thread, until <see cref="EndWorker"/>.</summary>
    private void Working()
    {
        Receive<ComputeGradient>(request => _thread!.Submit(request));
        Receive<EvaluateSlices>(request => _thread!.Submit(request));
        Receive<ComputeCanary>(request => _thread!.Submit(request));
        Receive<WorkerAdmitted>(_ => { });
        Receive<EndWorker>(_ => Context.Stop(Self));
    }
}
