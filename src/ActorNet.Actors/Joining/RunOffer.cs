using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Frames;

namespace ActorNet.Actors.Joining;

/// <summary>A run as it is offered to workers of other processes.</summary>
/// <param name="RunId">Its name.</param>
/// <param name="Incarnation">The coordinator's fencing number.</param>
/// <param name="Spec">What is trained.</param>
/// <param name="Plan">Which slices a step has.</param>
/// <param name="TestSamples">Samples in the test set.</param>
/// <param name="Dataset">The data set.</param>
/// <param name="Archive">Its archive.</param>
/// <param name="CanaryParameters">The parameters of what a worker proves itself by; not to be written to.</param>
/// <param name="Endpoint">Where tensor links are taken, HOST:PORT.</param>
/// <param name="Tokens">What opens them.</param>
/// <param name="Links">Those that are open.</param>
/// <param name="LocalWorkers">The names of the coordinator's own workers, which nobody else may have.</param>
/// <param name="Time">The clock.</param>
internal sealed record RunOffer(
    string RunId, int Incarnation, TrainingSpec Spec, MinibatchPlan Plan, int TestSamples, DatasetOffered Dataset, ArchiveBytes Archive,
    float[] CanaryParameters, string Endpoint, JoinTokens Tokens, LinkTable Links, IReadOnlyList<string> LocalWorkers, TimeProvider Time)
{
    /// <summary>What a worker must prove to know before it is offered the run; null for nothing.</summary>
    public JoinSecret? Secret { get; init; }

    /// <summary>The run's number in frames.</summary>
    public ulong Number { get; } = FrameHeader.RunNumber(RunId);
}
