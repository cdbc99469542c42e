using ActorNet.Coordination.Exchange;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Xunit.Sdk;

namespace ActorNet.Actors.Tests.Coordinator;

/// <summary>Thousands of random cluster histories in virtual time: for all of them the weights are the local trainer's.</summary>
public class ClusterSimulationTests() : TestKit(SimulatedCluster.Configuration)
{
    private static readonly Dataset Data = SmallData.Blobs(train: 70, test: 600);

    /// <summary>Steps of 8 and of 4 slices, validation, and a best epoch.</summary>
    private static readonly TrainingSpec Spec = SmallData.Spec(OptimizerKind.Adam, batch: 16, epochs: 6) with
    {
        ValidationSamples = 30, Optimizer = new OptimizerSpec(OptimizerKind.Adam, 0.05f),
    };

    private static readonly string ExpectedSha256 = WeightsHash.Of(LocalTrainer.Train(Spec, Data));

    /// <summary>Every optimizer, with L2, and batches that leave a smaller slice and a smaller minibatch.</summary>
    private static readonly (TrainingSpec Spec, string Sha256)[] AllOptimizers =
    [
        .. Enum.GetValues<OptimizerKind>().Select(optimizer => SmallData.Spec(optimizer, batch: 13 + 4 * (int)optimizer, epochs: 5) with
        {
            L2 = 0.01f,
        }).Select(spec => (spec, WeightsHash.Of(LocalTrainer.Train(spec, Data)))),
    ];

    /// <summary>Event counts over all histories: a simulation without failures would prove nothing.</summary>
    private readonly Dictionary<string, long> _counts = [];

    [Fact]
    public void Any_history_of_joins_losses_and_hangs_leads_to_the_same_weights()
    {
        ForSeeds(0, 1200, seed =>
        {
            var cluster = new SimulatedCluster(Sys, seed, Spec, Data, new ClusterPolicy
            {
                MinWorkers = 1 + (int)(seed % 3), AuditEverySteps = seed % 2 == 0 ? 4 : null,
            });
            AddFailingWorkers(cluster);
            Assert.Equal(ExpectedSha256, cluster.Run(maxSeconds: 600).WeightsSha256);
            Assert.Empty(cluster.Events.OfType<TrainingRewound>());
            return cluster;
        });
        AssertCounted("stale", "reassigned", "speculated", "audited", "left", "no answer", "waited");
    }

    [Fact]
    public void Any_history_of_exchanges_that_fail_leads_to_the_same_weights()
    {
        ForSeeds(9000, 1200, seed =>
        {
            var (spec, expected) = AllOptimizers[seed % AllOptimizers.Length];
            var cluster = new SimulatedCluster(Sys, seed, spec, Data, new ClusterPolicy
            {
                MinWorkers = 1 + (int)(seed % 4), AuditEverySteps = seed % 2 == 0 ? 4 : null, Topology = Topology.Sharded,
            });
            AddFailingWorkers(cluster, hasPeers: true);
            for (var i = 0; i < 8; i++)
                AddLinkFault(cluster);
            Assert.Equal(expected, cluster.Run(maxSeconds: 600).WeightsSha256);
            Assert.Empty(cluster.Events.OfType<TrainingRewound>());
            return cluster;
        });
        AssertCounted("exchanged", "abandoned", "stale", "reassigned", "speculated", "audited", "left", "no answer", "waited");
        Assert.True(_counts["exchanged"] > 5_000, "Most steps with connected workers should be exchanges.");
    }

    [Fact]
    public void Expelled_worker_that_errs_in_exchanges_leaves_no_trace_in_the_weights()
    {
        ForSeeds(12_000, 400, seed =>
        {
            var cluster = new SimulatedCluster(
                Sys, seed, Spec, Data, new ClusterPolicy { MinWorkers = 3, AuditEverySteps = 2, Topology = Topology.Sharded });
            cluster.Start("faulty", cluster.Uniform(0, 1), (float)cluster.Uniform(0.3, 1), hasPeers: true, isFaultyInAdding: cluster.Chance(0.7f));
            foreach (var name in new[] { "first", "second", "third" })
                cluster.At(cluster.Uniform(0, 0.2), () => cluster.Start(name, hasPeers: true));
            var result = cluster.Run(maxSeconds: 600);
            if (!cluster.FaultyWorkers.Except(Expelled(cluster).Select(left => left.Worker)).Any())
                Assert.Equal(ExpectedSha256, result.WeightsSha256);
            Assert.All(Expelled(cluster), left => Assert.Equal("faulty", left.Worker));
            return cluster;
        });
        AssertCounted("rewound", "expelled", "exchanged");
        Assert.True(_counts["expelled"] > 0.8 * _counts["faulty"], "Most faulty workers should be expelled.");
    }

    /// <summary>Frames between two workers are lost for a while, in one or in both directions, or their link breaks.</summary>
    private static void AddLinkFault(SimulatedCluster cluster) => cluster.At(cluster.Uniform(0, 3), () =>
    {
        var (one, other) = (cluster.Next(Math.Max(1, cluster.AcceptedCount)), cluster.Next(Math.Max(1, cluster.AcceptedCount)));
        if (cluster.Chance(0.3f))
        {
            cluster.BreakLink(one, other);
            return;
        }

        var isBothWays = cluster.Chance(0.5f);
        Set(isCut: true);
        cluster.At(cluster.Now + cluster.Uniform(0, 3), () => Set(isCut: false));

        void Set(bool isCut)
        {
            cluster.SetCut(one, other, isCut);
            if (isBothWays)
                cluster.SetCut(other, one, isCut);
        }
    });

    [Fact]
    public void Expelled_faulty_worker_leaves_no_trace_in_the_weights()
    {
        ForSeeds(5000, 600, seed =>
        {
            var cluster = new SimulatedCluster(Sys, seed, Spec, Data, new ClusterPolicy { MinWorkers = 2, AuditEverySteps = 2 });
            foreach (var name in cluster.Chance(0.5f) ? new[] { "faulty" } : ["faulty", "faulty too"])
            {
                var isFaultyFrom = cluster.Chance(0.3f) ? 0 : cluster.Uniform(0, 2);
                var faultRate = (float)cluster.Uniform(0.3, 1);
                cluster.At(cluster.Chance(0.3f) ? 0 : cluster.Uniform(0, 2), () => cluster.Start(name, isFaultyFrom, faultRate));
            }

            if (cluster.Chance(0.5f))
                AddFailingWorkers(cluster);
            cluster.Start("first");
            cluster.Start("second");
            var result = cluster.Run(maxSeconds: 600);
            if (!cluster.FaultyWorkers.Except(Expelled(cluster).Select(left => left.Worker)).Any())
                Assert.Equal(ExpectedSha256, result.WeightsSha256);
            Assert.All(Expelled(cluster), left => Assert.StartsWith("faulty", left.Worker, StringComparison.Ordinal));
            Assert.Equal([1, 2, 3, 4, 5, 6], result.Epochs.Select(epoch => epoch.Epoch));
            return cluster;
        });
        AssertCounted("rewound", "rewound to the start", "rewound to an evaluation", "expelled");
        Assert.True(_counts["expelled"] > 0.8 * _counts["faulty"], "Most faulty workers should be expelled.");
    }

    private static IEnumerable<WorkerLeft> Expelled(SimulatedCluster cluster) =>
        cluster.Events.OfType<WorkerLeft>().Where(left => left.Reason.StartsWith("its arithmetic", StringComparison.Ordinal));

    private static void AddFailingWorkers(SimulatedCluster cluster, bool hasPeers = false)
    {
        var names = 2 + cluster.Next(5);
        for (var i = 0; i < names; i++)
            AddFailingWorker(cluster, $"w{i}", cluster.Uniform(0, 1), hasPeers && cluster.Chance(0.8f));
        foreach (var name in new[] { "x", "y", "z" })
            cluster.At(15, () => cluster.Start(name, hasPeers: hasPeers)); // otherwise no worker might be left
    }

    /// <summary>Starts a worker that may crash, leave or hang, and in most cases comes back under its name.</summary>
    private static void AddFailingWorker(SimulatedCluster cluster, string name, double from, bool hasPeers) => cluster.At(from, () =>
    {
        var worker = cluster.Start(name, hasPeers: hasPeers);
        var later = cluster.Now + cluster.Uniform(0, 4);
        switch (cluster.Next(5))
        {
            case 0:
                cluster.At(later, () => cluster.Crash(worker));
                AddFailingWorker(cluster, name, later + cluster.Uniform(0, 2), hasPeers);
                break;
            case 1:
                cluster.At(later, () => cluster.Leave(worker));
                AddFailingWorker(cluster, name, later + cluster.Uniform(0, 2), hasPeers);
                break;
            case 2:
                cluster.At(later, () => worker.HangsUntil = later + Math.Pow(10, cluster.Uniform(-1.3, 0.5)));
                AddFailingWorker(cluster, name, later + cluster.Uniform(0, 9), hasPeers);
                break;
            case 3:
                cluster.At(later, () => worker.HangsUntil = double.PositiveInfinity);
                AddFailingWorker(cluster, name + "'", later + cluster.Uniform(0, 2), hasPeers);
                break;
        }
    });

    private void ForSeeds(uint first, uint count, Func<uint, SimulatedCluster> test)
    {
        for (var seed = first; seed < first + count; seed++)
        {
            try
            {
                Count(test(seed));
            }
            catch (Exception error)
            {
                throw new XunitException($"Seed {seed}: {error}");
            }
        }
    }

    private void Count(SimulatedCluster cluster)
    {
        var (counters, events) = (cluster.Counters, cluster.Events);
        var rewound = events.OfType<TrainingRewound>().ToList();
        Add("stale", counters.Stale);
        Add("duplicate", counters.Duplicate);
        Add("reassigned", counters.Reassigned);
        Add("speculated", counters.Speculated);
        Add("audited", counters.Audited);
        Add("exchanged", counters.Exchanged);
        Add("abandoned", counters.Abandoned);
        Add("left", events.Count(trainingEvent => trainingEvent is WorkerLeft));
        Add("no answer", events.Count(trainingEvent => trainingEvent is WorkerLeft left && left.Reason.StartsWith("no answer", StringComparison.Ordinal)));
        Add("waited", events.SkipWhile(trainingEvent => trainingEvent is not TrainingStarted).Count(trainingEvent => trainingEvent is WaitingForWorkers));
        Add("rewound", rewound.Count);
        Add("rewound to the start", rewound.Count(to => to.ToStep == 0));
        Add("rewound to an evaluation", rewound.Count(to => to.ToStep / 3 > to.ToEpoch));
        Add("expelled", Expelled(cluster).Count());
        Add("faulty", cluster.FaultyWorkers.Count());
    }

    private void Add(string what, long count) => _counts[what] = _counts.GetValueOrDefault(what) + count;

    private void AssertCounted(params string[] what)
    {
        var found = string.Join(", ", _counts.Select(pair => $"{pair.Key}: {pair.Value}"));
        Assert.All(what, each => Assert.True(_counts[each] > 0, $"No event was counted as {each}; {found}."));
    }
}
