namespace ActorNet.Protocol;

/// <summary>The purpose of a round.</summary>
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

    /// <summary>The first slice of the first step with the initial parameters; a worker must compute it correctly to be admitted.</summary>
    Canary,
}

/// <summary>Identifies the round of a request or an answer, so that stale ones are recognized and dropped.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The fencing number: it grows with each takeover and each rewind.</param>
/// <param name="Kind">The purpose of the round.</param>
/// <param name="Step">The step whose gradient is computed, or the number of steps before the evaluation.</param>
public readonly record struct RoundId(string RunId, int Incarnation, RoundKind Kind, long Step);
