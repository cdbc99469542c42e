using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;

namespace ActorNet.Learning.Training;

/// <summary>A computer that needs not all parameters to begin, and completes ranges of a gradient one after another.</summary>
internal interface IIncrementalComputer : IGradientComputer
{
    /// <summary>As the other overload, with ranges of parameters that may arrive meanwhile, and ranges of the result that may leave.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="progress"/> has ended it.</exception>
    void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result, IGradientProgress? progress);
}
