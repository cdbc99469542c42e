namespace ActorNet.Learning.Networks;

/// <summary>The cost function: training minimizes its mean over samples. y is the target, a the output.</summary>
public enum Cost
{
    /// <summary>½ Σ (a - y)².</summary>
    Quadratic,

    /// <summary>-Σ [y ln a + (1 - y) ln(1 - a)], for sigmoid outputs; computed from z, so never a logarithm of zero.</summary>
    CrossEntropy,

    /// <summary>-Σ y ln a, for softmax outputs; computed from z, shifted by its maximum, so never a logarithm of zero.</summary>
    NegativeLogLikelihood,
}
