using System.Collections.Immutable;
using System.Globalization;
using ActorNet.Coordination.Exchange;
using ActorNet.Learning;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Exploring;

/// <summary>
/// A space of random scenarios: each seed gives one. What breaks in them is mended later, so every run can end, unless workers that compute
/// wrongly were all expelled.
/// </summary>
public sealed record ScenarioSpace
{
    private const uint Stream = 2;

    /// <summary>
    /// Spaces that together reach more of the coordinator than one, for all properties of <see cref="Checking.Property.Standard"/>: the default;
    /// a training whose slices, minibatches and shards are uneven; and both with workers that compute or add wrongly, and two that join and do
    /// not. There no coordinator is lost, since what a run can be rewound to is lost with it.
    /// </summary>
    public static IReadOnlyList<ScenarioSpace> Standard { get; } =
    [
        new(), new() { Basis = Uneven, Audits = [null, 1, 3] }, WithWrongResults(new Scenario()), WithWrongResults(Uneven),
    ];

    private static Scenario Uneven => new() { Training = SmallTraining.UnevenSpec, Data = SmallTraining.UnevenData };

    private static ScenarioSpace WithWrongResults(Scenario basis) => new()
    {
        Basis = basis.At(TimeSpan.Zero, Fault.Join("right")).At(TimeSpan.Zero, Fault.Join("right too")),
        MaxWorkers = 3,
        Kinds = FaultKinds.Messages | FaultKinds.Links | FaultKinds.Workers | FaultKinds.WrongResults,
        Audits = [1, 2],
    };

    /// <summary>
    /// What all scenarios have in common: training, data, computers, relays, the deadline, and happenings, to which drawn ones are added. The
    /// rest is drawn.
    /// </summary>
    public Scenario Basis { get; init; } = new();

    /// <summary>The smallest number of workers that start with the run; at least 1.</summary>
    public int FewestWorkers { get; init; } = 1;

    /// <summary>The greatest number of workers that start with the run; at least <see cref="FewestWorkers"/>.</summary>
    public int MaxWorkers { get; init; } = 5;

    /// <summary>The greatest number of faults, not counting what mends them; at least 0.</summary>
    public int MaxFaults { get; init; } = 5;

    /// <summary>Which faults there are.</summary>
    public FaultKinds Kinds { get; init; } = FaultKinds.All;

    /// <summary>The topologies to choose from.</summary>
    public ImmutableArray<Topology> Topologies { get; init; } = [Topology.Star, Topology.Sharded];

    /// <summary>The steps between two audits to choose from; null for none.</summary>
    public ImmutableArray<int?> Audits { get; init; } = [null, 4];

    /// <summary>The scenario of a seed.</summary>
    /// <exception cref="InvalidInputException">The space is not valid.</exception>
    public Scenario Draw(ulong seed)
    {
        InvalidInputException.ThrowIfOutside(FewestWorkers, 1, Scenario.MaxWorkers);
        InvalidInputException.ThrowIfOutside(MaxWorkers, FewestWorkers, Scenario.MaxWorkers);
        InvalidInputException.ThrowIfOutside(MaxFaults, 0, int.MaxValue);
        var chances = new Chances(seed, Stream);
        var workers = FewestWorkers + chances.Next(MaxWorkers - FewestWorkers + 1);
        var scenario = Basis with
        {
            Workers = workers,
            MinWorkers = 1 + chances.Next(workers),
            Topology = chances.Of(Topologies),
            AuditEverySteps = chances.Of(Audits),
            FailureDetection = chances.With(0.7) ? TimeSpan.FromSeconds(5) : null,
        };
        var draw = new FaultDraw(chances, scenario, [.. Enumerable.Range(1, workers).Select(i => string.Create(CultureInfo.InvariantCulture, $"w{i}"))]);
        return Kinds == FaultKinds.None
            ? scenario
            : scenario with
            {
                Happenings = Basis.Happenings.AddRange(
                    Enumerable.Range(1, chances.Next(MaxFaults + 1)).SelectMany(group => draw.Next(Kinds, group))),
            };
    }
}
