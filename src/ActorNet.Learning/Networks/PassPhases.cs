namespace ActorNet.Learning.Networks;

/// <summary>The phases of a <see cref="BackpropagationPass"/>, in order.</summary>
[Flags]
internal enum PassPhases
{
    None = 0,

    /// <summary>Copies the samples' features and targets.</summary>
    Load = 1,

    /// <summary>Packs the weights for the forward pass.</summary>
    Pack = 2,

    /// <summary>Packs the transposed weights for the backward pass.</summary>
    PackTransposed = 4,

    /// <summary>Computes the outputs.</summary>
    Forward = 8,

    /// <summary>Computes the cost of each sample.</summary>
    Losses = 16,

    /// <summary>Computes the gradient.</summary>
    Backward = 32,
}
