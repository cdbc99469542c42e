namespace ActorNet.Verification;

/// <summary>What computing the interval in which two runs part has shown.</summary>
/// <param name="Runs">Each run's verdict.</param>
/// <param name="Step">The step up to which was computed.</param>
internal sealed record DisputeVerdict(IReadOnlyList<RunVerdict> Runs, long Step);

/// <summary>What has been found of one of two runs.</summary>
/// <param name="Run">The run.</param>
/// <param name="Finding">Where it first differs from what was computed; null if it is right.</param>
/// <param name="LastRightStep">The last step before that for which its metrics are right.</param>
/// <param name="Layer">The first layer, from 1, in which its weights differ at the end of the interval; null if they do not.</param>
internal sealed record RunVerdict(RunDirectory Run, Finding? Finding, long? LastRightStep, int? Layer);
