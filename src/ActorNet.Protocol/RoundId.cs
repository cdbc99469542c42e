namespace ActorNet.Protocol;

/// <summary>What the slices of a round are for.</summary>
public enum RoundKind
{
    /// <summary>The gradient of a step.</summary>
    Gradient,

    /// <summary>The validation samples after an epoch.</summary>
    Validation,

    /// <summary>The test samples after an epoch.</summary>
    Test,

    /// <summary>The test samples with the final weights.</summary>
    FinalTest,

    /// <summary>The first slice of the first step with the initial parameters: whoever computes it rightly may take part.</summary>
    Canary,
}

/// <summary>
/// Says which round a request or an answer belongs to, so that whatever is stale is recognized and dropped.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The fencing number: it grows when another coordinator takes over, and when the run goes back to an earlier step.</param>
/// <param name="Kind">What the round is for.</param>
/// <param name="Step">The step whose gradient is computed, or the steps done before the evaluation.</param>
public readonly record struct RoundId(string RunId, int Incarnation, RoundKind Kind, long Step);
