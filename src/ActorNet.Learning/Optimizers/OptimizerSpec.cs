namespace ActorNet.Learning.Optimizers;

/// <summary>The rule by which a gradient updates the parameters.</summary>
public enum OptimizerKind
{
    /// <summary>Plain gradient descent; the batch size makes it full-batch, minibatch or online.</summary>
    Sgd,

    /// <summary>Gradient descent with momentum (Polyak, 1964): V := μV - α∂J/∂W, W := W + V.</summary>
    Momentum,

    /// <summary>Nesterov's momentum (Sutskever et al., 2013): V := μV - α∂J/∂W, W := W + μV - α∂J/∂W.</summary>
    Nesterov,

    /// <summary>AdaGrad (Duchi, Hazan and Singer, 2011).</summary>
    Adagrad,

    /// <summary>Adam with bias correction (Kingma and Ba, 2015, algorithm 1).</summary>
    Adam,
}

/// <summary>An optimizer and its constants; a kind ignores those that it does not use.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="LearningRate">α, the initial step size, finite and above 0; the schedule scales it.</param>
public sealed record OptimizerSpec(OptimizerKind Kind, float LearningRate)
{
    /// <summary>μ of momentum and Nesterov, in [0, 1).</summary>
    public float Momentum { get; init; } = 0.9f;

    /// <summary>β₁ of Adam, the decay of the first moment, in [0, 1).</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>β₂ of Adam, the decay of the second moment, in [0, 1).</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>ε of AdaGrad and Adam, added to the root, above 0.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>The number of state vectors, each as long as the parameters.</summary>
    public int StateCount => Kind switch
    {
        OptimizerKind.Sgd => 0,
        OptimizerKind.Adam => 2,
        _ => 1,
    };

    /// <summary>The default learning rate of a kind.</summary>
    public static float DefaultLearningRateOf(OptimizerKind kind) => kind switch
    {
        OptimizerKind.Sgd => 0.1f,
        OptimizerKind.Momentum or OptimizerKind.Nesterov => 0.05f,
        OptimizerKind.Adagrad => 0.01f,
        _ => 0.001f,
    };

    /// <summary>Checks every constant.</summary>
    /// <exception cref="InvalidInputException">A constant is out of range; the message names it.</exception>
    public void Validate()
    {
        if (!(LearningRate > 0) || !float.IsFinite(LearningRate))
            throw new InvalidInputException(nameof(LearningRate), LearningRate, "a finite number above 0");
        CheckDecay(nameof(Momentum), Momentum);
        CheckDecay(nameof(Beta1), Beta1);
        CheckDecay(nameof(Beta2), Beta2);
        if (!(Epsilon > 0) || !float.IsFinite(Epsilon))
            throw new InvalidInputException(nameof(Epsilon), Epsilon, "a finite number above 0");
    }

    private static void CheckDecay(string parameter, float value)
    {
        if (!(value is >= 0 and < 1))
            throw new InvalidInputException(parameter, value, "a number from 0 to below 1");
    }
}
