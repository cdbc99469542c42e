using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Tracing.Tests;

/// <summary>Messages as a run has them.</summary>
internal static class Samples
{
    public static TraceHeader Header { get; } = new(
        "run", 64, [KeyValuePair.Create("--batch", "128"), KeyValuePair.Create("--seed", "1")]);

    /// <summary>Two workers' step, without faults.</summary>
    public static IReadOnlyList<TracedMessage> Step(long step, int at = 0, ulong hash = 7) =>
    [
        Request("a", step, 0, 4, at), Request("b", step, 4, 4, at),
        Answer("a", step, 0, 4, at + 10, hash), Answer("b", step, 4, 4, at + 12, hash + 1),
    ];

    /// <summary>Worker b is lost in the step, and a computes its slices.</summary>
    public static IReadOnlyList<TracedMessage> StepWithLoss(long step, int at = 0) =>
    [
        Request("a", step, 0, 4, at), Request("b", step, 4, 4, at) with { ReceivedAt = null },
        Answer("a", step, 0, 4, at + 10),
        Member("WorkerLost", "b", at + 30, isToWorker: false), Member("EndWorker", "b", at + 30, isToWorker: true),
        Request("a", step, 4, 4, at + 30), Answer("a", step, 4, 4, at + 40),
    ];

    public static Trace TraceOf(params IEnumerable<TracedMessage> messages) => new(Header, [.. messages], LeftOut: 0);

    public static TracedMessage Request(string worker, long step, int first, int count, int at, string kind = "ComputeGradient") =>
        InRound(kind, TracedMessage.Coordinator, worker, step, first, count, at);

    public static TracedMessage Answer(
        string worker, long step, int first, int count, int at, ulong? hash = null, string kind = "GradientComputed") =>
        InRound(kind, worker, TracedMessage.Coordinator, step, first, count, at) with { Hash = hash };

    public static TracedMessage Member(string kind, string worker, int at, bool isToWorker) => new()
    {
        Kind = kind, From = isToWorker ? TracedMessage.Coordinator : worker, To = isToWorker ? worker : TracedMessage.Coordinator,
        RunId = "run", Incarnation = 1, Bytes = 0, SentAt = Milliseconds(at), ReceivedAt = Milliseconds(at),
    };

    public static TimeSpan Milliseconds(int at) => TimeSpan.FromMilliseconds(at);

    private static TracedMessage InRound(string kind, string from, string to, long step, int first, int count, int at) => new()
    {
        Kind = kind, From = from, To = to, RunId = "run", Incarnation = 1, RoundKind = RoundKind.Gradient, Step = step,
        Slices = new SliceRange(first, count), Bytes = 1000, SentAt = Milliseconds(at), ReceivedAt = Milliseconds(at),
    };
}
