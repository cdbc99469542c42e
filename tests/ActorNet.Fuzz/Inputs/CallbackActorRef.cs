using Akka.Actor;

namespace ActorNet.Fuzz.Inputs;

/// <summary>An actor reference that passes each message to a callback, on the sender's thread.</summary>
internal sealed class CallbackActorRef(string name, Action<object> receive) : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "fuzz"), name);

    public override IActorRefProvider Provider => throw new NotSupportedException("There is no actor system here.");

    protected override void TellInternal(object message, IActorRef sender) => receive(message);
}
