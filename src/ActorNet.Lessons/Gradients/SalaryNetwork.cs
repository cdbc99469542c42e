using ActorNet.Lessons.Engine;

namespace ActorNet.Lessons.Gradients;

/// <summary>
/// A 2 x 3 x 1 network of sigmoids with a hand-written forward and backward pass. Only the sigmoid comes from the engine; additions and
/// multiplications follow the engine's order, so the results have the same bits.
/// </summary>
internal sealed class SalaryNetwork
{
    private const int Hidden = 3;

    private readonly Neuron _sigmoid = new(Activation.Sigmoid);
    private readonly float[,] _w1 = new float[2, Hidden];
    private readonly float[] _b1;
    private readonly float[] _w2;
    private float _b2;

    /// <summary><paramref name="parameters"/> are W¹ [2, 3] row by row, b¹ [3], W² [3, 1], b² [1].</summary>
    public SalaryNetwork(ReadOnlySpan<float> parameters)
    {
        for (var i = 0; i < 2; i++)
            for (var j = 0; j < Hidden; j++)
                _w1[i, j] = parameters[i * Hidden + j];
        _b1 = parameters.Slice(6, Hidden).ToArray();
        _w2 = parameters.Slice(9, Hidden).ToArray();
        _b2 = parameters[12];
    }

    /// <summary>In the order of the constructor.</summary>
    public float[] Parameters => [.. _w1.Cast<float>(), .. _b1, .. _w2, _b2];

    /// <summary>The forward pass: z¹ = xW¹ + b¹, a¹ = σ(z¹), z² = a¹W² + b², a² = σ(z²).</summary>
    public (float[] Z1, float[] A1, float Z2, float A2) Forward(ReadOnlySpan<float> x)
    {
        var z1 = new float[Hidden];
        for (var j = 0; j < Hidden; j++)
            z1[j] = MathF.FusedMultiplyAdd(x[1], _w1[1, j], MathF.FusedMultiplyAdd(x[0], _w1[0, j], _b1[j]));
        var a1 = Array.ConvertAll(z1, _sigmoid.At);
        var z2 = _b2;
        for (var j = 0; j < Hidden; j++)
            z2 = MathF.FusedMultiplyAdd(a1[j], _w2[j], z2);
        return (z1, a1, z2, _sigmoid.At(z2));
    }

    /// <summary>
    /// One iteration: the gradient of ½(a² − y)² summed over the samples, in their order, divided by their number, and a step of η against
    /// it.
    /// </summary>
    public void Step(IReadOnlyList<(float[] X, float Y)> samples, float learningRate)
    {
        var (dw1, db1, dw2, db2) = (new float[2, Hidden], new float[Hidden], new float[Hidden], 0f);
        foreach (var (x, y) in samples)
        {
            var (_, a1, _, a2) = Forward(x);
            var delta2 = (a2 - y) * (a2 * (1 - a2));
            db2 += delta2;
            for (var j = 0; j < Hidden; j++)
            {
                dw2[j] = MathF.FusedMultiplyAdd(a1[j], delta2, dw2[j]);
                var delta1 = delta2 * _w2[j] * (a1[j] * (1 - a1[j]));
                db1[j] += delta1;
                for (var i = 0; i < 2; i++)
                    dw1[i, j] = MathF.FusedMultiplyAdd(x[i], delta1, dw1[i, j]);
            }
        }

        for (var j = 0; j < Hidden; j++)
        {
            for (var i = 0; i < 2; i++)
                Descend(ref _w1[i, j], dw1[i, j]);
            Descend(ref _b1[j], db1[j]);
            Descend(ref _w2[j], dw2[j]);
        }

        Descend(ref _b2, db2);

        void Descend(ref float parameter, float sum) =>
            parameter = MathF.FusedMultiplyAdd(-learningRate, sum / samples.Count, parameter);
    }
}
