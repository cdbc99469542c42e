using Akka.Actor;

namespace ActorNet.Fuzz.Inputs;

/// <summary>An actor reference that hears what it is told, on the thread that tells it.</summary>
internal sealed class ListeningRef(string name, Action<object> hear) : MinimalActorRef
{
    /// <inheritdoc/>
    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "fuzz"), name);

    /// <inheritdoc/>
    public override IActorRefProvider Provider => throw new NotSupportedException("There is no actor system here.");

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender) => hear(message);
}
