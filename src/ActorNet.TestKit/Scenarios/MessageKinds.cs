using ActorNet.Coordination.Messages;
using ActorNet.Protocol;

namespace ActorNet.TestKit.Scenarios;

/// <summary>The kinds of messages in a simulated run.</summary>
internal static class MessageKinds
{
    public const string ShareOfParameters = "ShareOfParameters";
    public const string ShareOfGradient = "ShareOfGradient";

    public static IReadOnlyList<string> All { get; } =
    [
        nameof(RegisterWorker), nameof(WorkerAccepted), nameof(WorkerReady), nameof(ComputeCanary), nameof(CanaryComputed), nameof(WorkerAdmitted),
        nameof(ComputeGradient), nameof(GradientComputed), nameof(EvaluateSlices), nameof(SlicesEvaluated), nameof(SlicesFailed),
        nameof(ExpectPeer), nameof(PeerExpected), nameof(ConnectPeer), nameof(PeerConnected), nameof(PeerLost), ShareOfParameters,
        ShareOfGradient, nameof(ShareComputed), nameof(ShardSummed), nameof(ExchangeFailed), nameof(AbandonExchange), nameof(WorkerFailed),
    ];
}
