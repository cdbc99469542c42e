using ActorNet.Learning.Matrices;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Optimizers;

/// <summary><see cref="UpdateKernel{TVector}"/> for the vector width of some kernels.</summary>
internal static class UpdateKernels
{
    /// <inheritdoc cref="UpdateKernel{TVector}.Run"/>
    public static bool Update(this Kernels kernels, OptimizerKind kind, in UpdateConstants constants, in UpdateSpans spans) =>
        kernels.Lanes switch
    {
        16 => UpdateKernel<Simd16>.Run(kind, constants, spans),
        8 => UpdateKernel<Simd8>.Run(kind, constants, spans),
        4 => UpdateKernel<Simd4>.Run(kind, constants, spans),
        _ => UpdateKernel<Simd1>.Run(kind, constants, spans),
    };
}
