using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Actors.Tests.Coordinator;

/// <summary>
/// A worker of a <see cref="SimulatedCluster"/>: it answers after some virtual time, and may hang, send duplicates or compute wrongly.
/// </summary>
internal sealed class SimulatedWorker(SimulatedCluster cluster, string name, int number, double slowness) : MinimalActorRef
{
    private double _busyUntil;

    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "simulated" / $"{name}-{number}";

    public override IActorRefProvider Provider => cluster.Provider;

    public string Name => name;

    /// <summary>Ended by the coordinator, or dead: none of its messages reach the coordinator.</summary>
    public bool IsGone { get; private set; }

    public double HangsUntil { get; set; }

    /// <summary>The time from which some of its answers have a flipped bit.</summary>
    public double IsFaultyFrom { get; init; } = double.PositiveInfinity;

    /// <summary>Probability of a wrong answer from then on.</summary>
    public float FaultRate { get; init; } = 1;

    public int WrongAnswers { get; private set; }

    public override void Stop() => IsGone = true;

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case EndWorker:
                Stop();
                break;
            case WorkerAccepted accepted:
                After(0.01, () => new WorkerReady(accepted.RunId, accepted.Incarnation, name));
                break;
            case ComputeCanary canary:
                After(0.01, () => new CanaryComputed(canary.RunId, cluster.CanarySha256));
                break;
            case ComputeGradient compute:
                var computing = compute.Slices.Count * slowness;
                After(computing + 0.0002, () => Compute(compute, computing));
                break;
            case EvaluateSlices evaluate:
                After(evaluate.Slices.Count * slowness, () => Evaluate(evaluate));
                break;
        }
    }

    /// <summary>Answers requests in order. An answer is computed when it is sent, as in a hung process that continues.</summary>
    private void After(double seconds, Func<object> answer)
    {
        _busyUntil = Math.Max(Math.Max(cluster.Now, HangsUntil), _busyUntil) + seconds;
        cluster.At(_busyUntil, () => Send(answer));
    }

    private void Send(Func<object> answer)
    {
        if (IsGone)
            return;
        if (HangsUntil > cluster.Now)
        {
            cluster.At(HangsUntil, () => Send(answer));
            return;
        }

        var message = answer();
        cluster.Coordinator.Tell(message, this);
        if (cluster.Chance(0.02f))
            cluster.At(cluster.Now + 0.003, () => cluster.Coordinator.Tell(message, this));
    }

    private GradientComputed Compute(ComputeGradient request, double seconds)
    {
        var result = new PartialGradient(cluster.Spec.Network.ParameterCount);
        cluster.Computer.Compute(request.Parameters, request.Round.Step, request.Slices, result);
        if (IsWrongNow())
        {
            ref var number = ref result.Sum(0)[cluster.Next(cluster.Spec.Network.ParameterCount)];
            number = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(number) ^ (1 << cluster.Next(24)));
        }

        return new GradientComputed(request.Round, request.Slices, result, TimeSpan.FromSeconds(seconds));
    }

    private SlicesEvaluated Evaluate(EvaluateSlices request)
    {
        var losses = new double[request.Slices.Count];
        var (samples, first) = request.Round.Kind == RoundKind.Validation
            ? (cluster.Data.Train, cluster.Data.Train.Count - cluster.Spec.ValidationSamples)
            : (cluster.Data.Test, 0);
        var correct = cluster.Computer.Evaluate(request.Parameters, samples, first, request.Slices, losses);
        return new SlicesEvaluated(request.Round, request.Slices, losses, correct);
    }

    private bool IsWrongNow()
    {
        if (cluster.Now < IsFaultyFrom || !cluster.Chance(FaultRate))
            return false;
        WrongAnswers++;
        return true;
    }
}
