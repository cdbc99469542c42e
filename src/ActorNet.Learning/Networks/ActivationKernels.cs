using ActorNet.Learning.Matrices;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Networks;

/// <summary><see cref="ActivationKernel{TVector}"/> for the vector width of some kernels.</summary>
internal static class ActivationKernels
{
    /// <inheritdoc cref="ActivationKernel{TVector}.Activate"/>
    public static void Activate(this Kernels kernels, Activation activation, MatrixView z, MatrixView a)
    {
        switch (kernels.Lanes)
        {
            case 16: ActivationKernel<Simd16>.Activate(activation, z, a); break;
            case 8: ActivationKernel<Simd8>.Activate(activation, z, a); break;
            case 4: ActivationKernel<Simd4>.Activate(activation, z, a); break;
            default: ActivationKernel<Simd1>.Activate(activation, z, a); break;
        }
    }

    /// <inheritdoc cref="ActivationKernel{TVector}.Softmax"/>
    public static void Softmax(this Kernels kernels, MatrixView z, MatrixView a, Span<float> max, Span<float> logSum)
    {
        switch (kernels.Lanes)
        {
            case 16: ActivationKernel<Simd16>.Softmax(z, a, max, logSum); break;
            case 8: ActivationKernel<Simd8>.Softmax(z, a, max, logSum); break;
            case 4: ActivationKernel<Simd4>.Softmax(z, a, max, logSum); break;
            default: ActivationKernel<Simd1>.Softmax(z, a, max, logSum); break;
        }
    }

    /// <inheritdoc cref="ActivationKernel{TVector}.MultiplyByDerivative"/>
    public static void MultiplyByDerivative(this Kernels kernels, Activation activation, MatrixView z, MatrixView a, MatrixView delta)
    {
        switch (kernels.Lanes)
        {
            case 16: ActivationKernel<Simd16>.MultiplyByDerivative(activation, z, a, delta); break;
            case 8: ActivationKernel<Simd8>.MultiplyByDerivative(activation, z, a, delta); break;
            case 4: ActivationKernel<Simd4>.MultiplyByDerivative(activation, z, a, delta); break;
            default: ActivationKernel<Simd1>.MultiplyByDerivative(activation, z, a, delta); break;
        }
    }
}
