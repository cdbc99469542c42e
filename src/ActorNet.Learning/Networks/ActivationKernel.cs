using ActorNet.Learning.Matrices;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Networks;

internal static class ActivationKernel<TVector> where TVector : struct, IVector<TVector>
{
    /// <summary>a = f(z), element by element, for every activation but softmax. May be done in place.</summary>
    public static void Activate(Activation activation, MatrixView z, MatrixView a)
    {
        switch (activation)
        {
            case Activation.Sigmoid: Map<SigmoidFunction>(z, a); break;
            case Activation.Tanh: Map<TanhFunction>(z, a); break;
            case Activation.Relu: Map<ReluFunction>(z, a); break;
            case Activation.Softplus: Map<SoftplusFunction>(z, a); break;
            case Activation.Heaviside: Map<HeavisideFunction>(z, a); break;
            case Activation.Identity: Map<IdentityFunction>(z, a); break;
            default: throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
        }
    }

    /// <summary>delta = delta ∘ f′, given z and a = f(z); for softmax the product with its Jacobian, row by row.</summary>
    /// <exception cref="InvalidOperationException">The activation has no gradient.</exception>
    public static void MultiplyByDerivative(Activation activation, MatrixView z, MatrixView a, MatrixView delta)
    {
        switch (activation)
        {
            case Activation.Sigmoid: Scale<SigmoidDerivative>(a, delta); break;
            case Activation.Tanh: Scale<TanhDerivative>(a, delta); break;
            case Activation.Relu: Scale<ReluDerivative>(a, delta); break;
            case Activation.Softplus: Scale<SoftplusDerivative>(z, delta); break;
            case Activation.Identity: break;
            case Activation.Softmax:
                for (var row = 0; row < a.Rows; row++)
                    MultiplyBySoftmaxJacobian(a.Row(row), delta.Row(row));
                break;
            default: throw new InvalidOperationException($"Activation {activation} has no gradient.");
        }
    }

    /// <summary>
    /// a[m, k] = e^(z[m, k] - max[m]) / Σ_j e^(z[m, j] - max[m]), max the largest z of the row: nothing overflows, and the
    /// sum, taken in index order, is at least 1. logSum[m] is the logarithm of that sum. Not in place.
    /// </summary>
    public static void Softmax(MatrixView z, MatrixView a, Span<float> max, Span<float> logSum)
    {
        for (var row = 0; row < z.Rows; row++)
        {
            var inputs = z.Row(row);
            var outputs = a.Row(row);
            var largest = inputs[0];
            foreach (var value in inputs)
                if (value > largest)
                    largest = value;
            for (var k = 0; k < inputs.Length; k++)
                outputs[k] = inputs[k] - largest;

            Elementwise.Map<TVector, ExpFunction>(outputs, outputs);
            var sum = 0f;
            foreach (var value in outputs)
                sum += value;
            for (var k = 0; k < outputs.Length; k++)
                outputs[k] /= sum;
            max[row] = largest;
            logSum[row] = sum;
        }

        Elementwise.Map<TVector, LogFunction>(logSum[..z.Rows], logSum);
    }

    /// <summary>delta_j = a_j·(delta_j - Σ_k delta_k·a_k), the sum in index order, fused.</summary>
    private static void MultiplyBySoftmaxJacobian(ReadOnlySpan<float> a, Span<float> delta)
    {
        var sum = 0f;
        for (var k = 0; k < a.Length; k++)
            sum = MathF.FusedMultiplyAdd(delta[k], a[k], sum);
        for (var j = 0; j < a.Length; j++)
            delta[j] = a[j] * (delta[j] - sum);
    }

    private static void Map<TFunction>(MatrixView source, MatrixView target) where TFunction : struct, IUnaryFunction
    {
        for (var row = 0; row < source.Rows; row++)
            Elementwise.Map<TVector, TFunction>(source.Row(row), target.Row(row));
    }

    private static void Scale<TFunction>(MatrixView operand, MatrixView delta) where TFunction : struct, IBinaryFunction
    {
        for (var row = 0; row < delta.Rows; row++)
            Elementwise.Map<TVector, TFunction>(operand.Row(row), delta.Row(row), delta.Row(row));
    }
}
