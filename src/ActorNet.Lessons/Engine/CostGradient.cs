namespace ActorNet.Lessons.Engine;

/// <summary>The cost of some samples and its gradient, by the engine's backpropagation.</summary>
/// <param name="Cost">Σ C over the samples.</param>
/// <param name="Gradient">Σ ∂C/∂θ over the samples, in <see cref="ParameterLayout"/>.</param>
internal sealed record CostGradient(double Cost, float[] Gradient)
{
    /// <summary>Computes both; the samples, at most 1,024, form one slice in their order.</summary>
    public static CostGradient Of(NetworkSpec network, float[] parameters, SampleSet samples)
    {
        var backpropagation = new Backpropagation(network, samples.Count);
        var losses = new double[samples.Count];
        var gradient = new float[network.ParameterCount];
        backpropagation.SetParameters(parameters, samples.Count);
        backpropagation.ComputeGradient(samples, [.. Enumerable.Range(0, samples.Count)], samples.Count, losses, gradient);
        return new CostGradient(losses.Sum(), gradient);
    }
}
