using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Actors.Tests.Coordinator;

/// <summary>
/// A worker of a <see cref="SimulatedCluster"/>: it answers after some virtual time, and may hang, send duplicates or compute wrongly.
/// </summary>
internal sealed class SimulatedWorker : MinimalActorRef
{
    private readonly SimulatedCluster _cluster;
    private readonly double _slowness;
    private double _busyUntil;

    public SimulatedWorker(SimulatedCluster cluster, string name, int index, double slowness)
    {
        (_cluster, Name, _slowness) = (cluster, name, slowness);
        Path = new RootActorPath(Address.AllSystems) / "simulated" / $"{name}-{index}";
        Peer = new SimulatedPeer(cluster, this);
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider => _cluster.Provider;

    public string Name { get; }

    /// <summary>Its number in the run; -1 until it is accepted.</summary>
    public int Number { get; private set; } = -1;

    /// <summary>Whether it is in a process of its own that peers can connect to.</summary>
    public bool HasPeers { get; init; }

    public SimulatedPeer Peer { get; }

    /// <summary>Ended by the coordinator, or dead: none of its messages reach the coordinator.</summary>
    public bool IsGone { get; private set; }

    public double HangsUntil { get; set; }

    /// <summary>The time from which some of its answers have a flipped bit.</summary>
    public double IsFaultyFrom { get; init; } = double.PositiveInfinity;

    /// <summary>Probability of a wrong answer from then on.</summary>
    public float FaultRate { get; init; } = 1;

    public int WrongAnswers { get; private set; }

    /// <summary>Whether it errs in adding its shard, instead of in the gradient.</summary>
    public bool IsFaultyInAdding { get; init; }

    public override void Stop()
    {
        IsGone = true;
        Peer.CloseLinks();
    }

    /// <summary>Sends answers in order. An answer is computed when it is sent, as in a hung process that continues.</summary>
    public void After(double seconds, Func<object> answer)
    {
        _busyUntil = Math.Max(Math.Max(_cluster.Now, HangsUntil), _busyUntil) + seconds;
        At(_busyUntil, () => Send(answer()));
    }

    /// <summary>
    /// Computes a gradient, after the work before it. It is there when <paramref name="part"/> of the time, from 0 to 1, has passed.
    /// </summary>
    public void Compute(ComputeGradient request, Action<PartialGradient, double> onComputed, double part = 1)
    {
        var seconds = request.Slices.Count * _slowness;
        var from = Math.Max(Math.Max(_cluster.Now, HangsUntil), _busyUntil);
        _busyUntil = from + seconds;
        At(from + part * seconds, () => onComputed(Gradient(request), seconds));
    }

    /// <summary>Does something at a time, or when it no longer hangs; never if it is gone.</summary>
    public void At(double time, Action action) => _cluster.At(time, () => WhenAwake(action));

    /// <summary>Whether it adds wrongly this time.</summary>
    public bool IsWrongAdding() => IsFaultyInAdding && IsWrongNow();

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case EndWorker:
                Stop();
                break;
            case WorkerAccepted accepted:
                if (Number < 0)
                    Number = _cluster.Accept(this);
                After(0.01, () => new WorkerReady(accepted.RunId, accepted.Incarnation, Name, HasPeers ? "here:1" : ""));
                break;
            case ComputeCanary canary:
                After(0.01, () => new CanaryComputed(canary.RunId, _cluster.CanarySha256));
                break;
            case ExpectPeer expect:
                After(0.0005, () => new PeerExpected(expect.RunId, expect.Incarnation, expect.Peer, "token"));
                break;
            case ConnectPeer connect:
                At(_cluster.Now + 0.001, () => _cluster.Connect(this, connect.Peer));
                break;
            case ComputeGradient { Exchange: { } attempt } compute:
                _busyUntil = Math.Max(Math.Max(_cluster.Now, HangsUntil), _busyUntil) + 0.0002;
                At(_busyUntil, () => Peer.Begin(compute, attempt));
                break;
            case AbandonExchange abandon:
                At(_cluster.Now + 0.0002, () => Peer.Abandon(abandon));
                break;
            case ComputeGradient compute:
                Compute(compute, (result, seconds) => After(0.0002, () => new GradientComputed(
                    compute.Round, compute.Slices, result, TimeSpan.FromSeconds(seconds))));
                break;
            case EvaluateSlices evaluate:
                After(evaluate.Slices.Count * _slowness, () => Evaluate(evaluate));
                break;
        }
    }

    /// <summary>Does something now, or when it no longer hangs; never if it is gone.</summary>
    private void WhenAwake(Action action)
    {
        if (IsGone)
            return;
        if (HangsUntil > _cluster.Now)
            _cluster.At(HangsUntil, () => WhenAwake(action));
        else
            action();
    }

    private void Send(object message)
    {
        _cluster.Coordinator.Tell(message, this);
        if (_cluster.Chance(0.02f))
            _cluster.At(_cluster.Now + 0.003, () => _cluster.Coordinator.Tell(message, this));
    }

    private PartialGradient Gradient(ComputeGradient request)
    {
        var result = new PartialGradient(_cluster.Spec.Network.ParameterCount);
        _cluster.Computer.Compute(request.Parameters, request.Round.Step, request.Slices, result);
        if (!IsFaultyInAdding && IsWrongNow())
            _cluster.FlipBit(result.Sum(0));
        return result;
    }

    private SlicesEvaluated Evaluate(EvaluateSlices request)
    {
        var losses = new double[request.Slices.Count];
        var (samples, first) = request.Round.Kind == RoundKind.Validation
            ? (_cluster.Data.Train, _cluster.Data.Train.Count - _cluster.Spec.ValidationSamples)
            : (_cluster.Data.Test, 0);
        var correct = _cluster.Computer.Evaluate(request.Parameters, samples, first, request.Slices, losses);
        return new SlicesEvaluated(request.Round, request.Slices, losses, correct);
    }

    private bool IsWrongNow()
    {
        if (_cluster.Now < IsFaultyFrom || !_cluster.Chance(FaultRate))
            return false;
        WrongAnswers++;
        return true;
    }
}
