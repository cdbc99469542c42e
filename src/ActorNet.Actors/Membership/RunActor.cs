using System.Globalization;
using ActorNet.Actors.Coordinator;
using ActorNet.Actors.Hosting;
using ActorNet.Actors.Transport;
using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Actors.Membership;

/// <summary>End the worker's session: the run is over, or it is expelled.</summary>
internal sealed record EndWorker(LinkEnd End, string Reason);

/// <summary>
/// The run in the cluster, a singleton among the coordinators: it has the coordinator actor, and a session for each worker of
/// another process that asks to take part.
/// </summary>
internal sealed class RunActor : ReceiveActor
{
    private readonly OfferedRun _run;
    private readonly IActorRef _coordinator;
    private int _sessions;

    /// <summary>Starts the run, and waits for workers.</summary>
    /// <param name="run">The run as it is offered to workers.</param>
    /// <param name="startCoordinator">Starts the coordinator actor and the workers of this process.</param>
    public RunActor(OfferedRun run, Func<IActorRefFactory, IActorRef> startCoordinator)
    {
        _run = run;
        _coordinator = startCoordinator(Context);
        Receive<JoinRun>(Join);
        Receive<StopTraining>(_coordinator.Forward);
        Receive<GetRunStatus>(_coordinator.Forward);
        Receive<EndWorker>(end =>
        {
            foreach (var session in Context.GetChildren().Where(child => child.Path.Name.StartsWith("session-", StringComparison.Ordinal)))
                session.Tell(end);
        });
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new StoppingSupervisorStrategy().Create();

    private void Join(JoinRun join)
    {
        if (join.Version != ProtocolVersion.Current)
        {
            Sender.Tell(new JoinRefused(string.Create(CultureInfo.InvariantCulture,
                $"The coordinator speaks version {ProtocolVersion.Current} of the protocol, and {join.Program} version {join.Version}; run the same program on both sides.")));
            return;
        }

        var worker = Sender;
        Context.ActorOf(
            Props.Create(() => new RemoteWorkerActor(_run, join.Worker, worker, _coordinator)).WithDispatcher(SenderThreadExecutor.Dispatcher),
            string.Create(CultureInfo.InvariantCulture, $"session-{++_sessions}"));
    }
}
