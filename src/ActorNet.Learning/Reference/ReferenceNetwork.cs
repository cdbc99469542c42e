using System.Numerics;
using ActorNet.Learning.Networks;

namespace ActorNet.Learning.Reference;

/// <summary>
/// Forward and backward pass of one sample, written as plainly as possible: the text to read first, and the oracle that every fast path
/// must equal. In float it states the law's order of operations; in double it serves the gradient check.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TElementary">The elementary functions over T.</typeparam>
internal sealed class ReferenceNetwork<T, TElementary>(NetworkSpec network)
    where T : struct, IBinaryFloatingPointIeee754<T>
    where TElementary : IElementary<T>
{
    private readonly ParameterLayout _layout = ParameterLayout.Of(network);

    /// <summary>
    /// All layers' weighted inputs z and activations a for the sample <paramref name="x"/>; a[0] is x, and z[l] belongs to a[l + 1].
    /// </summary>
    public (T[][] Z, T[][] A) Forward(T[] parameters, T[] x)
    {
        var z = new T[network.LayerCount][];
        var a = new T[network.LayerCount + 1][];
        a[0] = x;
        for (var layer = 0; layer < network.LayerCount; layer++)
        {
            var block = _layout.Layers[layer];
            z[layer] = new T[block.Outputs];
            for (var o = 0; o < block.Outputs; o++)
            {
                // zₒ = bₒ + Σᵢ aᵢ·wᵢₒ, in the order of i.
                var sum = parameters[block.BiasOffset + o];
                for (var i = 0; i < block.Inputs; i++)
                    sum = T.FusedMultiplyAdd(a[layer][i], parameters[block.WeightOffset + i * block.Outputs + o], sum);
                z[layer][o] = sum;
            }

            a[layer + 1] = Activate(network.ActivationOf(layer), z[layer]);
        }

        return (z, a);
    }

    /// <summary>The cost of one sample.</summary>
    public double Loss(T[] z, T[] a, T[] y)
    {
        var sum = 0.0;
        switch (network.Cost)
        {
            case Cost.Quadratic:
                for (var k = 0; k < a.Length; k++)
                {
                    var difference = double.CreateChecked(a[k] - y[k]);
                    sum += difference * difference;
                }

                return 0.5 * sum;
            case Cost.CrossEntropy:
                for (var k = 0; k < z.Length; k++)
                    sum += double.CreateChecked(TElementary.Softplus(z[k])) - double.CreateChecked(y[k]) * double.CreateChecked(z[k]);
                return sum;
            default:
                var max = Max(z);
                var total = T.Zero;
                foreach (var value in z)
                    total += TElementary.Exp(value - max);
                var logSum = double.CreateChecked(TElementary.Log(total));
                for (var k = 0; k < z.Length; k++)
                    sum += double.CreateChecked(y[k]) * (logSum - (double.CreateChecked(z[k]) - double.CreateChecked(max)));
                return sum;
        }
    }

    /// <summary>
    /// Adds one sample's ∂L/∂θ to <paramref name="gradient"/> by fused multiply-add. Called for the samples of a slice in order, on a
    /// gradient of zeros, it gives the slice's sum.
    /// </summary>
    public void AddGradient(T[] parameters, T[][] z, T[][] a, T[] y, T[] gradient)
    {
        // δᴸ: for the other costs f′ of the output layer cancels.
        var delta = new T[y.Length];
        for (var k = 0; k < delta.Length; k++)
            delta[k] = a[^1][k] - y[k];
        if (network.Cost == Cost.Quadratic)
            MultiplyByDerivative(network.OutputActivation, z[^1], a[^1], delta);

        for (var layer = network.LayerCount - 1; layer >= 0; layer--)
        {
            var block = _layout.Layers[layer];
            for (var o = 0; o < block.Outputs; o++)
            {
                for (var i = 0; i < block.Inputs; i++)
                {
                    ref var weight = ref gradient[block.WeightOffset + i * block.Outputs + o];
                    weight = T.FusedMultiplyAdd(a[layer][i], delta[o], weight);
                }

                gradient[block.BiasOffset + o] += delta[o];
            }

            if (layer == 0)
                break;

            // δˡ = (δˡ⁺¹·Wᵀ) ∘ f′(zˡ), the sum in the order of o.
            var below = new T[block.Inputs];
            for (var i = 0; i < block.Inputs; i++)
                for (var o = 0; o < block.Outputs; o++)
                    below[i] = T.FusedMultiplyAdd(delta[o], parameters[block.WeightOffset + i * block.Outputs + o], below[i]);
            MultiplyByDerivative(network.ActivationOf(layer - 1), z[layer - 1], a[layer], below);
            delta = below;
        }
    }

    private static T[] Activate(Activation activation, T[] z) => activation switch
    {
        Activation.Sigmoid => Array.ConvertAll(z, TElementary.Sigmoid),
        Activation.Tanh => Array.ConvertAll(z, TElementary.Tanh),
        Activation.Relu => Array.ConvertAll(z, v => T.Zero > v ? T.Zero : v),
        Activation.Softplus => Array.ConvertAll(z, TElementary.Softplus),
        Activation.Heaviside => Array.ConvertAll(z, v => T.Zero > v ? T.Zero : T.One),
        Activation.Identity => [.. z],
        Activation.Softmax => Softmax(z),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };

    private static T[] Softmax(T[] z)
    {
        var max = Max(z);
        var a = Array.ConvertAll(z, v => TElementary.Exp(v - max));
        var sum = T.Zero;
        foreach (var value in a)
            sum += value;
        return Array.ConvertAll(a, v => v / sum);
    }

    private static void MultiplyByDerivative(Activation activation, T[] z, T[] a, T[] delta)
    {
        var jacobian = T.Zero;
        for (var k = 0; k < delta.Length; k++)
            jacobian = T.FusedMultiplyAdd(delta[k], a[k], jacobian);
        for (var k = 0; k < delta.Length; k++)
            delta[k] = activation switch
            {
                Activation.Sigmoid => delta[k] * (a[k] * (T.One - a[k])),
                Activation.Tanh => delta[k] * (T.One - a[k] * a[k]),
                Activation.Relu => a[k] > T.Zero ? delta[k] : T.Zero,
                Activation.Softplus => delta[k] * TElementary.Sigmoid(z[k]),
                Activation.Identity => delta[k],
                Activation.Softmax => a[k] * (delta[k] - jacobian),
                _ => throw new InvalidOperationException($"Activation {activation} has no gradient."),
            };
    }

    private static T Max(T[] z)
    {
        var max = z[0];
        foreach (var value in z)
            if (value > max)
                max = value;
        return max;
    }
}
