namespace ActorNet.TestKit.Scenarios;

/// <summary>When a fault happens.</summary>
public abstract record Trigger
{
    private Trigger() { }

    /// <summary>At a virtual time since the start.</summary>
    public sealed record AtTime(TimeSpan Time) : Trigger;

    /// <summary>Before the coordinator first asks for gradients of a step, counted from 0.</summary>
    public sealed record AtStep(long Step) : Trigger;

    /// <summary>When a message that fits is sent.</summary>
    public sealed record OnMessage(MessagePattern Message) : Trigger;
}
