using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Frames;

namespace ActorNet.Actors.Joining;

/// <summary>
/// A run as offered to workers of other processes. <c>Endpoint</c> takes the tensor links that <c>Tokens</c> open; the names in
/// <c>LocalWorkers</c> are reserved; <c>CanaryParameters</c> must not be written to.
/// </summary>
internal sealed record RunOffer(
    string RunId, int Incarnation, TrainingSpec Spec, MinibatchPlan Plan, int TestSamples, DatasetOffered Dataset, ArchiveBytes Archive,
    float[] CanaryParameters, string Endpoint, JoinTokens Tokens, LinkTable Links, IReadOnlyList<string> LocalWorkers, TimeProvider Time)
{
    /// <summary>The secret that a worker must prove to know before it is offered the run; null for none.</summary>
    public JoinSecret? Secret { get; init; }

    /// <summary>The run's number in frames.</summary>
    public ulong Number { get; } = FrameHeader.RunNumber(RunId);
}
