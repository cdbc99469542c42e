using System.Collections.Immutable;
using ActorNet.Coordination.Exchange;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using Akka.Actor;

namespace ActorNet.TestKit.Scenarios;

/// <summary>
/// A training run and what goes wrong in it: run it with a seed, and the real coordinator, workers and exchanges train on one thread in
/// virtual time. Immutable. Without faults it is 3 workers, 20 steps of 2-3-2.
/// </summary>
/// <example><code>
/// var run = new Scenario().AtStep(5, Fault.Crash("w2")).Run(seed: 1);
/// run.Require(Property.SameWeights);
/// </code></example>
public sealed record Scenario
{
    /// <summary>The name of the coordinator, as opposed to those of workers, in faults, patterns and messages.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>Maximum number of workers.</summary>
    public const int MaxWorkers = 4096;

    /// <summary>What is trained.</summary>
    public TrainingSpec Training { get; init; } = SmallTraining.Spec;

    /// <summary>The samples; they must fit <see cref="Training"/>.</summary>
    public Dataset Data { get; init; } = SmallTraining.Data;

    /// <summary>
    /// Workers that start with the run, 1 to <see cref="MaxWorkers"/>, or 0 if others join; their names are w1, w2, ...
    /// </summary>
    public int Workers { get; init; } = 3;

    /// <summary>
    /// How long workers of these names compute a slice, each above 0; the others draw from the seed, from 10 microseconds to 100 milliseconds.
    /// </summary>
    public ImmutableSortedDictionary<string, TimeSpan> SliceTimes { get; init; } = ImmutableSortedDictionary<string, TimeSpan>.Empty;

    /// <summary>Workers that must be admitted before the run begins; at least 1.</summary>
    public int MinWorkers { get; init; } = 1;

    /// <summary>How gradients are added: at the coordinator, or among workers.</summary>
    public Topology Topology { get; init; } = Topology.Star;

    /// <summary>Steps between two audits, in which a second worker computes some slices too; null for none.</summary>
    public int? AuditEverySteps { get; init; }

    /// <summary>
    /// Time after which a partner that cannot be reached counts as lost; null leaves it to the coordinator's deadlines.
    /// </summary>
    public TimeSpan? FailureDetection { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Virtual time that the run may take; a run that is not over then has failed.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Creates what each worker computes with, from its name and the built-in kernels, which it may call; null uses these.
    /// </summary>
    public Func<string, IGradientComputer, IGradientComputer>? CreateComputer { get; init; }

    /// <summary>
    /// Creates an actor between the coordinator and a worker, one for each time that a worker joins; null for none. It must be quick, run on
    /// the thread of its senders, and let the end of a session pass: what is told to neither end is lost.
    /// </summary>
    public Func<RelayEnds, ActorBase>? CreateRelay { get; init; }

    /// <summary>What goes wrong, in the order in which it was added.</summary>
    public ImmutableList<Happening> Happenings { get; init; } = [];

    /// <summary>Adds a fault at a virtual time since the start.</summary>
    public Scenario At(TimeSpan time, Fault fault) => With(new Trigger.AtTime(time), fault);

    /// <summary>Adds a fault at the moment before the coordinator first asks for gradients of a step, counted from 0.</summary>
    public Scenario AtStep(long step, Fault fault) => With(new Trigger.AtStep(step), fault);

    /// <summary>Adds a fault when a message that fits is sent; faults of messages happen to that message.</summary>
    public Scenario On(MessagePattern message, Fault fault) => With(new Trigger.OnMessage(message), fault);

    /// <summary>Checks every option and fault.</summary>
    /// <exception cref="InvalidInputException">One is not valid; the message names it.</exception>
    public void Validate()
    {
        Training.Validate(Data);
        InvalidInputException.ThrowIfOutside(Workers, Happenings.Any(happening => happening.Fault is NodeFault.Joined) ? 0 : 1, MaxWorkers);
        InvalidInputException.ThrowIfOutside(MinWorkers, 1, MaxWorkers);
        foreach (var (worker, time) in SliceTimes)
            if (time <= TimeSpan.Zero)
                throw InvalidInputException.Of($"{nameof(SliceTimes)} of '{worker}'", $"is {time}", "a time above 0");
        if (MinWorkers > NodeNames.Count - 1)
            throw new InvalidInputException(
                nameof(MinWorkers), MinWorkers, $"at most {NodeNames.Count - 1}, the workers that start with the run or join it");
        InvalidInputException.ThrowIfOutside(AuditEverySteps, 1, int.MaxValue);
        if (FailureDetection is { } detection && detection <= TimeSpan.Zero)
            throw new InvalidInputException(nameof(FailureDetection), detection, "a time above 0");
        if (Deadline <= TimeSpan.Zero)
            throw new InvalidInputException(nameof(Deadline), Deadline, "a time above 0");
        foreach (var happening in Happenings)
            happening.Validate(this);
    }

    /// <summary>The coordinator, the workers that start with the run, and those that join.</summary>
    internal IReadOnlyList<string> NodeNames =>
    [
        Coordinator,
        .. Enumerable.Range(1, Workers).Select(i => FormattableString.Invariant($"w{i}")),
        .. Happenings.Select(happening => happening.Fault).OfType<NodeFault>().Where(fault => fault is NodeFault.Joined && fault.Node != Coordinator).Select(fault => fault.Node),
    ];

    private Scenario With(Trigger trigger, Fault fault) => this with { Happenings = Happenings.Add(new Happening(trigger, fault)) };
}
