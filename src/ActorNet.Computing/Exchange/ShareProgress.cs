using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;

namespace ActorNet.Computing.Exchange;

/// <summary>The progress of a worker's share of an exchange: parameters come from its peers, and its gradient goes to them.</summary>
internal sealed class ShareProgress(PeerExchange peers, WorkerExchange exchange, PartialGradient gradient) : IGradientProgress
{
    public void Await(ParameterRange parameters) => peers.Await(exchange, parameters);

    public void Complete(ParameterRange range) => peers.Contribute(exchange, gradient, range);
}
