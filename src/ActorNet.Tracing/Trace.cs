namespace ActorNet.Tracing;

/// <summary>The messages of a run.</summary>
/// <param name="Header">What it is a trace of.</param>
/// <param name="Messages">The messages, in the order in which they were recorded.</param>
/// <param name="LeftOut">Messages that were not recorded, since the disk did not take them in time.</param>
internal sealed record Trace(TraceHeader Header, IReadOnlyList<TracedMessage> Messages, long LeftOut)
{
    /// <summary>The lanes of a diagram: the coordinator, then workers as they appear.</summary>
    public IReadOnlyList<string> Lanes { get; } =
        [TracedMessage.Coordinator, .. Messages.Select(message => message.Worker).Distinct()];
}
