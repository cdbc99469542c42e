using ActorNet.Actors.Hosting;
using ActorNet.Actors.Membership;
using ActorNet.Actors.Worker;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace ActorNet.Actors.Tests.Membership;

/// <summary>A node that is not in any cluster yet, and a run to offer.</summary>
public abstract class MembershipKit() : TestKit(Configuration)
{
    // There is no cluster to leave when a test is over.
    private static Config Configuration { get; } = ConfigurationFactory.ParseString("akka.coordinated-shutdown.run-by-actor-system-terminate = off")
        .WithFallback(ClusterConfiguration.Of(ClusterConfiguration.CoordinatorRole, "127.0.0.1", "127.0.0.1", 0));

    private protected static OfferedRun Run { get; } = Offer();

    private static OfferedRun Offer()
    {
        var (spec, data) = (SmallData.Spec(), SmallData.Blobs());
        var archive = new DatasetArchive(data);
        return new OfferedRun(
            "run", 1, spec, new MinibatchPlan(spec, data.Train.Count), data.Test.Count, new DatasetOffered(data.Name, archive.Sha256, archive.Length),
            new ArchiveBytes(archive), Canary.ParametersOf(spec), "127.0.0.1:4710", new JoinTokens(), new LinkTable(), ["worker-1"], TimeProvider.System);
    }
}
