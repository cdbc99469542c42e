using Akka.Actor;

namespace ActorNet.TestKit.Simulation;

/// <summary>The far end of a connection, as an actor sees it: what it tells it goes into the network.</summary>
internal sealed class Wire(IActorRefProvider provider, string name, Action<object> send) : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "simulated" / name;

    public override IActorRefProvider Provider => provider;

    protected override void TellInternal(object message, IActorRef sender) => send(message);
}
