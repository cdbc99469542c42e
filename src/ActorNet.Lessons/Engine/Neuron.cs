namespace ActorNet.Lessons.Engine;

/// <summary>
/// One activation function as the engine computes it: a network of one unit with weight 1 and bias 0, so that z is the input. Not
/// safe for concurrent use.
/// </summary>
internal sealed class Neuron
{
    private readonly Network _unit;

    /// <summary>Takes any activation but softmax, which needs more than one unit.</summary>
    public Neuron(Activation activation) =>
        _unit = new Network(new NetworkSpec(new LayerWidths(1, 1)) { OutputActivation = activation, Cost = Cost.Quadratic }, [1, 0]);

    /// <summary>f(z).</summary>
    public float At(float z) => _unit.Predict([z])[0];

    /// <summary>f′(z): the gradient of the bias, (a − y)·f′(z), for the target y = a − 1.</summary>
    /// <exception cref="InvalidOperationException">The activation is the step, which has no gradient.</exception>
    public float SlopeAt(float z) => CostGradient.Of(_unit.Spec, [1, 0], SampleSet.FromValues([z], 1, [At(z) - 1], 1)).Gradient[1];
}
