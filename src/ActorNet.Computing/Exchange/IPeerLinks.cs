using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;

namespace ActorNet.Computing.Exchange;

/// <summary>
/// Where a <see cref="PeerExchange"/> sends. Arrays are sent by reference: their owner writes to them again only in a later step, when the
/// coordinator has completed this exchange or given it up. A frame of an abandoned one may still be queued then, and has a wrong checksum:
/// its receiver closes the link, which is opened again.
/// </summary>
internal interface IPeerLinks
{
    /// <summary>Sends a peer a bucket of this worker's shard of the parameters.</summary>
    void SendParameters(int peer, long exchange, int bucket, float[] parameters, ParameterRange range);

    /// <summary>Sends a peer this worker's sums of a bucket of the peer's shard.</summary>
    void SendGradient(int peer, long exchange, int bucket, PartialGradient gradient, ParameterRange range);

    /// <summary>Sends the coordinator the sums of a bucket of this worker's shard.</summary>
    void SendSums(WorkerExchange exchange, int bucket, bool isLast);

    /// <summary>Reports to the coordinator that an exchange cannot be completed.</summary>
    void SendFailure(WorkerExchange exchange, int[] missingPeers);
}
