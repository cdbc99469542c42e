using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Simulation;

/// <summary>What a worker sends another in an exchange: a bucket of parameters or of a gradient, as its numbers.</summary>
internal sealed record PeerFrame(int Peer, RoundId Round, long Exchange, int Bucket, bool IsGradient, float[][] Segments)
{
    public string Kind => IsGradient ? MessageKinds.ShareOfGradient : MessageKinds.ShareOfParameters;
}

/// <summary>
/// A worker's answer in an exchange: its numbers are read straight into the attempt's buffers when it arrives, by <c>Read</c>.
/// </summary>
internal sealed record ExchangeAnswer(object Message, float[] Numbers, Action<float[]> Read);
