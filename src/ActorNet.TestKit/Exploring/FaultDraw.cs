using ActorNet.Coordination.Exchange;
using ActorNet.Coordination.Messages;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Exploring;

/// <summary>Draws faults for a scenario, each with what mends it.</summary>
internal sealed class FaultDraw(Chances chances, Scenario scenario, string[] workers)
{
    private static readonly FaultKinds[] Kinds = [.. Enum.GetValues<FaultKinds>().Where(kind => int.IsPow2((int)kind))];

    private static readonly string[] ToWorkers =
        [nameof(WorkerAccepted), nameof(ComputeCanary), nameof(WorkerAdmitted), nameof(ComputeGradient), nameof(EvaluateSlices)];

    private static readonly string[] FromWorkers =
        [nameof(RegisterWorker), nameof(WorkerReady), nameof(CanaryComputed), nameof(GradientComputed), nameof(SlicesEvaluated)];

    private static readonly string[] BetweenWorkers =
        [MessageKinds.ShareOfParameters, MessageKinds.ShareOfGradient, nameof(ShareComputed), nameof(ShardSummed)];

    /// <summary>About exchanges, and the links that they need.</summary>
    private static readonly string[] AboutExchanges =
        [nameof(ExchangeFailed), nameof(AbandonExchange), nameof(ExpectPeer), nameof(PeerExpected), nameof(ConnectPeer), nameof(PeerConnected), nameof(PeerLost)];

    /// <summary>Sent once when a worker joins.</summary>
    private static readonly string[] Joining =
        [nameof(WorkerAccepted), nameof(ComputeCanary), nameof(WorkerAdmitted), nameof(RegisterWorker), nameof(WorkerReady), nameof(CanaryComputed)];

    private readonly long _steps = new MinibatchPlan(scenario.Training, scenario.Data.Train.Count).TotalSteps;
    private int _names;

    /// <summary>One fault of these kinds, and what mends it, as one group.</summary>
    public IEnumerable<Happening> Next(FaultKinds kinds, int group) => chances.Of(Kinds.Where(kind => kinds.HasFlag(kind)).ToList()) switch
    {
        FaultKinds.Messages => Message(group),
        FaultKinds.Links => Link(group),
        FaultKinds.Workers => Worker(group),
        FaultKinds.Coordinators => Coordinator(group),
        FaultKinds.Surroundings => Once(group, chances.Of<Fault>(
            [Fault.DiskFull(Time(0.01, 5)), Fault.TornWrite, Fault.ClockJump(Time(-3600, 3600))])),
        _ => Once(group, chances.With(0.3) ? Fault.AddWrongly(AnyWorker(), chances.Uniform(0.3, 1)) : Fault.ComputeWrongly(AnyWorker(), chances.Uniform(0.3, 1))),
    };

    private IEnumerable<Happening> Message(int group)
    {
        var kinds = scenario.Topology == Topology.Star || chances.With(0.5) ? chances.With(0.5) ? ToWorkers : FromWorkers
            : chances.With(0.7) ? BetweenWorkers : AboutExchanges;
        var kind = chances.Of(kinds);
        var pattern = MessagePattern.Of(kind, after: chances.Next(kinds == AboutExchanges || Joining.Contains(kind) ? workers.Length : 30));
        if (chances.With(0.2))
        {
            var name = $"hold {++_names}";
            yield return Of(group, new Trigger.OnMessage(pattern), Fault.Hold(name));
            yield return Of(group, new Trigger.AtTime(Time(0.01, 8)), Fault.Release(name));
            yield break;
        }

        yield return Of(group, new Trigger.OnMessage(pattern), chances.Of<Fault>(
            [Fault.Drop, Fault.Delay(Time(0.001, 8)), Fault.Duplicate(Time(0, 2)), Fault.Reorder]));
    }

    private IEnumerable<Happening> Link(int group)
    {
        var (one, other) = (chances.With(0.5) ? Scenario.Coordinator : AnyWorker(), AnyWorker());
        if (one == other)
            one = Scenario.Coordinator;
        if (chances.With(0.3))
            return Once(group, Fault.BreakLink(one, other));
        var from = From();
        return
        [
            Of(group, At(from), chances.Of<Fault>([Fault.Partition(one, other), Fault.CutOneWay(one, other), Fault.CutOneWay(other, one)])),
            Of(group, At(from + chances.Uniform(0.001, 9)), Fault.Heal(one, other)),
        ];
    }

    private IEnumerable<Happening> Worker(int group)
    {
        var worker = AnyWorker();
        var from = From();
        switch (chances.Next(7))
        {
            case 0:
                return Once(group, Fault.Restart(worker));
            case 1:
                var factor = chances.Of<double>([0.1, 0.5, 2, 10]);
                return [Of(group, At(from), Fault.Slow(worker, factor)), Of(group, At(from + chances.Uniform(0.001, 5)), Fault.Slow(worker, 1 / factor))];
            case 2:
                return Once(group, Fault.Pause(worker, Time(0.01, 9)));
            case 3:
                return Once(group, Fault.Join($"x{++_names}"));
            case 4:
                return [Of(group, At(from), Fault.Pause(worker, TimeSpan.FromHours(1))), Of(group, At(from + chances.Uniform(1, 40)), Fault.Restart(worker))];
            case 5:
                return [Of(group, At(from), Fault.Leave(worker)), Of(group, At(from + chances.Uniform(0.001, 5)), Fault.Join(worker))];
            default:
                return [Of(group, At(from), Fault.Crash(worker)), Of(group, At(from + chances.Uniform(0.001, 5)), Fault.Restart(worker))];
        }
    }

    private IEnumerable<Happening> Coordinator(int group)
    {
        var from = From();
        return chances.Next(4) switch
        {
            0 => Once(group, Fault.Restart(Scenario.Coordinator)),
            1 => Once(group, Fault.Pause(Scenario.Coordinator, Time(0.01, 4))),
            2 => Once(group, Fault.TakeOver(Time(0.1, 12))),
            _ =>
            [
                Of(group, At(from), Fault.Crash(Scenario.Coordinator)),
                Of(group, At(from + chances.Uniform(0.001, 5)), Fault.Restart(Scenario.Coordinator)),
            ],
        };
    }

    /// <summary>A fault that needs no mending, at a time or at a step.</summary>
    private IEnumerable<Happening> Once(int group, Fault fault) =>
        [Of(group, chances.With(0.5) ? At(From()) : new Trigger.AtStep(chances.Next((int)Math.Min(_steps, int.MaxValue))), fault)];

    private static Happening Of(int group, Trigger trigger, Fault fault) => new(trigger, fault) { Group = group, IsOptional = true };

    /// <summary>Runs take from some hundredths of a second to some seconds.</summary>
    private double From() => chances.Uniform(0, chances.Of<double>([0.05, 0.5, 3]));

    private static Trigger.AtTime At(double seconds) => new(Seconds(seconds));

    private TimeSpan Time(double min, double max) => Seconds(chances.Uniform(min, max));

    /// <summary>In microseconds, as they are printed.</summary>
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromMicroseconds(Math.Round(seconds * 1e6));

    private string AnyWorker() => chances.Of(workers);
}
