using ActorNet.Computing.Requests;
using ActorNet.Coordination.Messages;
using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Actors.Worker;

/// <summary>
/// A local worker: registers with the coordinator and hands every request to a <see cref="IComputeThread"/>, which sends the answers
/// straight to the coordinator.
/// </summary>
internal sealed class WorkerActor : ReceiveActor
{
    private readonly string _name;
    private readonly IActorRef _coordinator;
    private readonly SharedComputeThread _shared;
    private readonly Action<object> _answer;
    private IComputeThread? _thread;

    /// <summary><paramref name="thread"/> may serve other workers, too.</summary>
    public WorkerActor(string name, IActorRef coordinator, SharedComputeThread thread)
    {
        _name = name;
        _coordinator = coordinator;
        _shared = thread;
        var self = Self;
        _answer = answer => _coordinator.Tell(answer, self);
        Registering();
    }

    protected override void PreStart() => _coordinator.Tell(new RegisterWorker(_name));

    protected override void PostStop()
    {
        if (_thread is not null)
            _shared.Release();
    }

    /// <summary>Waits for the coordinator's <see cref="WorkerAccepted"/>.</summary>
    private void Registering()
    {
        Receive<WorkerAccepted>(accepted =>
        {
            try
            {
                _thread = _shared.Acquire();
            }
            catch (Exception error)
            {
                _coordinator.Tell(new WorkerFailed(error));
                Context.Stop(Self);
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
        Receive<ComputeGradient>(request => _thread!.Submit(request, _answer));
        Receive<EvaluateSlices>(request => _thread!.Submit(request, _answer));
        Receive<ComputeCanary>(request => _thread!.Submit(request, _answer));
        Receive<WorkerAdmitted>(_ => { });
        Receive<EndWorker>(_ => Context.Stop(Self));
    }
}
