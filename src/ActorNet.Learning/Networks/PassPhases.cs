namespace ActorNet.Learning.Networks;

/// <summary>The phases of a <see cref="BackpropagationPass"/>, in order.</summary>
[Flags]
internal enum PassPhases
{
    None = 0,

    Load = 1,

    /// <summary>Packs the weights for the forward pass.</summary>
    Pack = 2,

    /// <summary>Packs the transposed weights for the backward pass.</summary>
    PackTransposed = 4,

    Forward = 8,

    Losses = 16,

    Backward = 32,

    /// <summary>One layer's deltas, where a pass goes layer by layer; otherwise they are part of the work per sample.</summary>
    Deltas = 64,
}
