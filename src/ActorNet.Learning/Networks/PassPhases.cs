namespace ActorNet.Learning.Networks;

/// <summary>What a <see cref="BackpropagationPass"/> does, in this order.</summary>
[Flags]
internal enum PassPhases
{
    None = 0,

    /// <summary>The samples' features and targets.</summary>
    Load = 1,

    /// <summary>The weights, for the way forward.</summary>
    Pack = 2,

    /// <summary>Their transpose, for the way back.</summary>
    PackTransposed = 4,

    /// <summary>The outputs.</summary>
    Forward = 8,

    /// <summary>The cost of each sample.</summary>
    Losses = 16,

    /// <summary>The gradient.</summary>
    Backward = 32,
}
