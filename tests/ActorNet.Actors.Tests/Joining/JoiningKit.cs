using ActorNet.Actors.Hosting;
using ActorNet.Actors.Joining;
using ActorNet.Coordination.Verification;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using ActorNet.Testing;
using Akka.Configuration;

namespace ActorNet.Actors.Tests.Joining;

/// <summary>A node outside any cluster, and a run to offer.</summary>
public abstract class JoiningKit() : Akka.TestKit.Xunit2.TestKit(Configuration)
{
    // No test joins a cluster, so there is none to leave.
    private static Config Configuration { get; } = ConfigurationFactory.ParseString("akka.coordinated-shutdown.run-by-actor-system-terminate = off")
        .WithFallback(ClusterConfiguration.Of(ClusterConfiguration.CoordinatorRole, "127.0.0.1", "127.0.0.1", 0));

    private protected static RunOffer Run { get; } = Offer();

    private static RunOffer Offer()
    {
        var (spec, data) = (SmallData.Spec(), SmallData.Blobs());
        var archive = new DatasetArchive(data);
        return new RunOffer(
            "run", 1, spec, new MinibatchPlan(spec, data.Train.Count), data.Test.Count, new DatasetOffered(data.Name, archive.Sha256, archive.Length),
            new ArchiveBytes(archive), Canary.ParametersOf(spec), "127.0.0.1:4710", new JoinTokens(), new LinkTable(), ["worker-1"], TimeProvider.System);
    }
}
