using ActorNet.Coordination.Training;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Simulation;

/// <summary>A simulated run that is over.</summary>
public sealed class SimulationRun
{
    private readonly SharedTraining _training;

    internal SimulationRun(Scenario scenario, ulong seed, SimulatedCluster cluster)
    {
        (Scenario, Seed, _training) = (scenario, seed, cluster.Training);
        (Result, Events, Messages) = (cluster.Coordinator.Result, cluster.Coordinator.Events, cluster.Network.Messages);
        (Duration, LastFaultAt) = (cluster.Time.Now, cluster.Faults.LastAt);
        Missed = [.. cluster.Faults.Remaining];
        Counts = CountsOf(cluster);
        FaultyWorkers = [.. cluster.Workers.Where(worker => worker.WrongAnswers > 0).Select(worker => worker.Name)];
    }

    /// <summary>What was run.</summary>
    public Scenario Scenario { get; }

    /// <summary>The seed of everything random in it.</summary>
    public ulong Seed { get; }

    /// <summary>Why the run is not what the scenario asks for, in a sentence: it failed, did not end, or a fault never happened. Null if it is.</summary>
    public string? Failure { get; internal init; }

    /// <summary>What kind of failure it is.</summary>
    internal FailureKind? FailureKind { get; init; }

    /// <summary>Happenings that never came, optional ones too.</summary>
    internal IReadOnlyList<Happening> Missed { get; }

    /// <summary>The result; null if the run did not end.</summary>
    public TrainingResult? Result { get; }

    /// <summary>The events of all coordinators, in order.</summary>
    public IReadOnlyList<TrainingEvent> Events { get; }

    /// <summary>All messages, in the order of sending.</summary>
    public IReadOnlyList<SimulatedMessage> Messages { get; }

    /// <summary>Virtual time from start to end.</summary>
    public TimeSpan Duration { get; }

    /// <summary>When the last fault happened; 0 without any.</summary>
    public TimeSpan LastFaultAt { get; }

    /// <summary>How often what happened: "stale answers", "reassigned slices" and so on.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; }

    /// <summary>Names of the workers that gave a wrong answer after a fault that makes them compute or add wrongly.</summary>
    public IReadOnlyList<string> FaultyWorkers { get; }

    /// <summary>Names of the workers that were expelled for a wrong answer.</summary>
    public IReadOnlyList<string> ExpelledWorkers =>
        [.. Events.OfType<WorkerLeft>().Where(left => left.Reason == new WorkerExit(WorkerExitReason.WrongResults).ToString()).Select(left => left.Worker)];

    /// <summary>SHA-256 of the weights that every run of this training must end with: those of LocalTrainer.</summary>
    public string ExpectedSha256 => _training.WeightsSha256;

    /// <summary>Whether a worker that gave a wrong answer was not expelled: its results may count.</summary>
    internal bool HasUnknownFaultyWorkers => FaultyWorkers.Except(ExpelledWorkers).Any();

    /// <summary>All messages as text, a line each: equal texts mean equal runs.</summary>
    public string Transcript => string.Join('\n', Messages);

    private static Dictionary<string, long> CountsOf(SimulatedCluster cluster)
    {
        var (counters, events) = (cluster.Coordinator.Counters, cluster.Coordinator.Events);
        return new Dictionary<string, long>
        {
            ["faults"] = cluster.Scenario.Happenings.Count - cluster.Faults.Remaining.Count(),
            ["faults that did not happen"] = cluster.Faults.Remaining.Count(),
            ["messages"] = cluster.Network.Messages.Count,
            ["lost messages"] = cluster.Network.Messages.Count(message => message.ReceivedAt is null),
            ["steps"] = events.Count(each => each is StepsCompleted),
            ["stale answers"] = counters.Stale,
            ["duplicate answers"] = counters.Duplicate,
            ["reassigned slices"] = counters.Reassigned,
            ["speculated slices"] = counters.Speculated,
            ["audited slices"] = counters.Audited,
            ["exchanges"] = counters.Exchanged,
            ["abandoned exchanges"] = counters.Abandoned,
            ["workers joined"] = events.Count(each => each is WorkerJoined),
            ["workers left"] = events.Count(each => each is WorkerLeft),
            ["rewinds"] = events.Count(each => each is TrainingRewound),
            ["wrong answers"] = cluster.Workers.Sum(worker => worker.WrongAnswers),
            ["coordinators"] = cluster.Coordinator.Lives,
        };
    }
}
