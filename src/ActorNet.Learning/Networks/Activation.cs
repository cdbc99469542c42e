namespace ActorNet.Learning.Networks;

/// <summary>The function a layer applies to its weighted inputs z = a·W + b.</summary>
public enum Activation
{
    /// <summary>σ(z) = 1 / (1 + e^-z), in (0, 1).</summary>
    Sigmoid,

    /// <summary>tanh(z), in (-1, 1).</summary>
    Tanh,

    /// <summary>max(0, z); the derivative at 0 is defined as 0.</summary>
    Relu,

    /// <summary>ln(1 + e^z), the smooth ReLU.</summary>
    Softplus,

    /// <summary>z.</summary>
    Identity,

    /// <summary>e^z_k / Σ e^z_j over the layer: a probability distribution.</summary>
    Softmax,

    /// <summary>1 where z ≥ 0, else 0: the perceptron's step. Forward only: it has no useful gradient.</summary>
    Heaviside,
}
