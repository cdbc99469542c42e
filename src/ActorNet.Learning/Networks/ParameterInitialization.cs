using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Networks;

/// <summary>The initial parameters of a run: a pure function of network and seed.</summary>
internal static class ParameterInitialization
{
    /// <summary>
    /// Draws each layer from its own stream (seed, layer): first the weights row by row, then, if the initializer draws them, the biases.
    /// </summary>
    public static float[] Create(NetworkSpec network, ulong seed)
    {
        var layout = ParameterLayout.Of(network);
        var parameters = new float[layout.ParameterCount];
        for (var layer = 0; layer < layout.Layers.Length; layer++)
        {
            var block = layout.Layers[layer];
            var random = new SeededRandom(seed, RandomPurpose.Initialization, (uint)layer);
            var weights = parameters.AsSpan(block.WeightOffset, block.WeightCount);
            var biases = parameters.AsSpan(block.BiasOffset, block.Outputs);
            switch (network.Initializer)
            {
                case Initializer.Normal:
                    FillNormal(weights, random, 1f);
                    FillNormal(biases, random, 1f);
                    break;
                case Initializer.ScaledNormal:
                    FillNormal(weights, random, 1f / MathF.Sqrt(block.Inputs));
                    FillNormal(biases, random, 1f);
                    break;
                case Initializer.Xavier:
                    var bound = MathF.Sqrt(6f / ((float)block.Inputs + block.Outputs));
                    foreach (ref var weight in weights)
                        weight = random.NextSymmetricFloat() * bound;
                    break;
                default:
                    FillNormal(weights, random, MathF.Sqrt(2f / block.Inputs));
                    break;
            }
        }

        return parameters;
    }

    private static void FillNormal(Span<float> values, SeededRandom random, float standardDeviation)
    {
        foreach (ref var value in values)
            value = random.NextNormal() * standardDeviation;
    }
}
