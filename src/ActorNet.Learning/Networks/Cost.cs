namespace ActorNet.Learning.Networks;

/// <summary>What training minimizes: the mean over samples of one of these, y the target and a the output.</summary>
public enum Cost
{
    /// <summary>½ Σ (a - y)².</summary>
    Quadratic,

    /// <summary>-Σ [y ln a + (1 - y) ln(1 - a)], for sigmoid outputs; computed from z, so never a log of zero.</summary>
    CrossEntropy,

    /// <summary>-Σ y ln a, for softmax outputs; computed from z, shifted by its maximum, so never a log of zero.</summary>
    NegativeLogLikelihood,
}
