namespace ActorNet.Lessons.Neurons;

/// <summary>The textbook formulas coded literally, in float, to show how they fail.</summary>
internal static class NaiveFunctions
{
    /// <summary>1 / (1 + e^−z): e^−z is infinite below z = −88.7, so the result is 0 where it should be small.</summary>
    public static float Sigmoid(float z) => 1 / (1 + MathF.Exp(-z));

    /// <summary>e^z / (1 + e^z): infinity over infinity above z = 88.7.</summary>
    public static float SigmoidOfExponentials(float z) => MathF.Exp(z) / (1 + MathF.Exp(z));

    /// <summary>ln(1 + e^z): infinite above z = 88.7, and 0 below z = −16.6, where 1 + e^z rounds to 1.</summary>
    public static float Softplus(float z) => MathF.Log(1 + MathF.Exp(z));

    /// <summary>The first output of a softmax of two, e^z₁ / (e^z₁ + e^z₂).</summary>
    public static float Softmax(float z1, float z2) => MathF.Exp(z1) / (MathF.Exp(z1) + MathF.Exp(z2));

    /// <summary>−ln(1 − σ(z)), the cross-entropy of the target 0: infinite above z = 16.6, where σ(z) rounds to 1.</summary>
    public static float CrossEntropy(float z) => -MathF.Log(1 - Sigmoid(z));
}
