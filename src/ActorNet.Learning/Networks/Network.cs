using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;

namespace ActorNet.Learning.Networks;

/// <summary>Receives a sample's outputs.</summary>
/// <param name="sample">The sample's index in its set.</param>
/// <param name="outputs">Its outputs [OutputWidth], valid until this returns.</param>
public delegate void OutputReceiver(int sample, ReadOnlySpan<float> outputs);

/// <summary>A trained network: a spec and its parameters. Not safe for concurrent use.</summary>
public sealed class Network
{
    private const int BlockSamples = Evaluation.SliceSize;
    private readonly Backpropagation _forward;
    private readonly float[] _parameters;

    /// <summary>
    /// Creates a network that reads <paramref name="parameters"/>, in <see cref="ParameterLayout"/>; they must not be changed any more.
    /// </summary>
    /// <exception cref="ArgumentException">The length is not the network's parameter count, or a parameter is not finite.</exception>
    public Network(NetworkSpec spec, float[] parameters)
    {
        if (parameters.Length != spec.ParameterCount)
            throw new ArgumentException(
                $"Network {spec.Widths} has {spec.ParameterCount} parameters, but {parameters.Length} were given.", nameof(parameters));
        if (parameters.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw new ArgumentException($"A parameter of network {spec.Widths} is not a finite number.", nameof(parameters));
        Spec = spec;
        _parameters = parameters;
        _forward = new Backpropagation(spec, BlockSamples);
    }

    /// <summary>The network's widths, activations and cost.</summary>
    public NetworkSpec Spec { get; }

    /// <summary>The parameters, in <see cref="ParameterLayout"/>.</summary>
    public ReadOnlySpan<float> Parameters => _parameters;

    /// <summary>The outputs [OutputWidth] for one sample's features [InputWidth].</summary>
    public float[] Predict(ReadOnlySpan<float> features)
    {
        var sample = SampleSet.FromValues(features.ToArray(), Spec.InputWidth, new float[Spec.OutputWidth], Spec.OutputWidth);
        _forward.Load(sample, [0]);
        _forward.SetParameters(_parameters, 1);
        _forward.Forward();
        return _forward.Output(0).ToArray();
    }

    /// <summary>
    /// Computes the outputs of all <paramref name="samples"/> and passes each sample's to <paramref name="receive"/>, in order.
    /// </summary>
    /// <exception cref="ArgumentException">The samples do not fit the network.</exception>
    public void Predict(SampleSet samples, OutputReceiver receive)
    {
        _forward.SetParameters(_parameters, samples.Count);
        for (var first = 0; first < samples.Count; first += BlockSamples)
        {
            int[] block = [.. Enumerable.Range(first, Math.Min(BlockSamples, samples.Count - first))];
            _forward.Load(samples, block);
            _forward.Forward();
            for (var row = 0; row < block.Length; row++)
                receive(first + row, _forward.Output(row));
        }
    }

    /// <summary>The mean cost and, for classes, the accuracy on <paramref name="samples"/>.</summary>
    public Evaluation Evaluate(SampleSet samples)
    {
        if (samples.Count == 0)
            throw new ArgumentException("There are no samples to evaluate on.", nameof(samples));
        var correct = 0;
        var sliceLosses = new double[SliceRange.CountOf(samples.Count, BlockSamples)];
        _forward.SetParameters(_parameters, samples.Count);
        for (var slice = 0; slice < sliceLosses.Length; slice++)
            correct += _forward.Evaluate(samples, slice * BlockSamples, out sliceLosses[slice]);
        return Evaluation.Of(sliceLosses, correct, samples.Count, samples.IsClassification);
    }
}
