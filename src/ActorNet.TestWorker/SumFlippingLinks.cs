using ActorNet.Computing.Exchange;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;

namespace ActorNet.TestWorker;

/// <summary>
/// Flips the lowest bit of the first number of a worker's sums, from its sums <paramref name="first"/> on: it computes right, but adds
/// wrongly.
/// </summary>
internal sealed class SumFlippingLinks(IPeerLinks right, long first) : IPeerLinks
{
    private long _sent;

    public void SendParameters(int peer, long exchange, int bucket, float[] parameters, ParameterRange range) =>
        right.SendParameters(peer, exchange, bucket, parameters, range);

    public void SendGradient(int peer, long exchange, int bucket, PartialGradient gradient, ParameterRange range) =>
        right.SendGradient(peer, exchange, bucket, gradient, range);

    public void SendSums(WorkerExchange exchange, int bucket, bool isLast)
    {
        if (_sent++ >= first)
            LowestBit.Flip(ref exchange.Sums[exchange.SumsOf(bucket)[0].Start]);
        right.SendSums(exchange, bucket, isLast);
    }

    public void SendFailure(WorkerExchange exchange, int[] missingPeers) => right.SendFailure(exchange, missingPeers);
}
