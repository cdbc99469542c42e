namespace ActorNet.Learning.Networks;

/// <summary>How the parameters are initialized. Fan-in is the width of the previous layer, fan-out that of the layer itself.</summary>
public enum Initializer
{
    /// <summary>Weights and biases normal(0, 1).</summary>
    Normal,

    /// <summary>Weights normal(0, 1/√fan-in), biases normal(0, 1) (Nielsen, "Neural Networks and Deep Learning", ch. 3).</summary>
    ScaledNormal,

    /// <summary>Weights uniform in ±√(6 / (fan-in + fan-out)), biases 0 (Glorot and Bengio, 2010, eq. 16).</summary>
    Xavier,

    /// <summary>Weights normal(0, √(2 / fan-in)), biases 0 (He et al., 2015, eq. 10).</summary>
    He,
}
