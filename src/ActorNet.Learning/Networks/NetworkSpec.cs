namespace ActorNet.Learning.Networks;

/// <summary>A feed-forward network: layer widths, activations, cost and initializer. It has no parameters.</summary>
/// <param name="Widths">The width of every layer, input first, output last.</param>
public sealed record NetworkSpec(LayerWidths Widths)
{
    /// <summary>The maximum number of parameters: they must fit one array.</summary>
    public const int MaxParameters = 1 << 29;

    /// <summary>The activation of every layer but the last.</summary>
    public Activation HiddenActivation { get; init; } = Activation.Relu;

    /// <summary>The activation of the last layer.</summary>
    public Activation OutputActivation { get; init; } = Activation.Softmax;

    /// <summary>The cost function that training minimizes.</summary>
    public Cost Cost { get; init; } = Cost.NegativeLogLikelihood;

    /// <summary>How the parameters are initialized.</summary>
    public Initializer Initializer { get; init; } = Initializer.He;

    /// <summary>The number of layers with parameters: one less than the number of widths.</summary>
    public int LayerCount => Widths.Count - 1;

    /// <summary>The number of input features.</summary>
    public int InputWidth => Widths[0];

    /// <summary>The number of outputs.</summary>
    public int OutputWidth => Widths[^1];

    /// <summary>The activation of layer <paramref name="layer"/>, from 0 (the first hidden layer) to LayerCount - 1 (the output).</summary>
    public Activation ActivationOf(int layer) => layer == LayerCount - 1 ? OutputActivation : HiddenActivation;

    /// <summary>The number of weights and biases.</summary>
    public int ParameterCount => ParameterLayout.Of(this).ParameterCount;

    /// <summary>A network with the widths in <paramref name="text"/>, such as "784-128-10", and default activations and cost.</summary>
    /// <exception cref="InvalidInputException">The text has another form, or a width is out of range.</exception>
    public static NetworkSpec Parse(string text) => new(LayerWidths.Parse(text));

    /// <summary>The default cost for an output activation.</summary>
    public static Cost DefaultCostOf(Activation output) => output switch
    {
        Activation.Softmax => Cost.NegativeLogLikelihood,
        Activation.Sigmoid => Cost.CrossEntropy,
        _ => Cost.Quadratic,
    };

    /// <summary>Checks that this network can be trained.</summary>
    /// <exception cref="InvalidInputException">It cannot; the message names the reason.</exception>
    public void Validate()
    {
        var parameters = Widths.ParameterCount;
        if (parameters > MaxParameters)
            throw new InvalidInputException(
                nameof(Training.TrainingSpec.Network), Widths,
                $"at most {MaxParameters:N0} parameters, of which this network has {parameters:N0}");
        if (Cost == Cost.NegativeLogLikelihood && OutputActivation != Activation.Softmax)
            throw NeedsOutput(Activation.Softmax);
        if (Cost == Cost.CrossEntropy && OutputActivation != Activation.Sigmoid)
            throw NeedsOutput(Activation.Sigmoid);
        for (var layer = 0; layer < LayerCount; layer++)
            if (ActivationOf(layer) == Activation.Heaviside)
                throw new InvalidInputException(
                    layer == LayerCount - 1 ? nameof(OutputActivation) : nameof(HiddenActivation), Activation.Heaviside,
                    "sigmoid, tanh, relu or softplus, which have a gradient to train with");
    }

    private InvalidInputException NeedsOutput(Activation needed)
    {
        var output = new ParameterName(nameof(OutputActivation));
        return new InvalidInputException(
            nameof(Cost), Cost, $"quadratic with {output} {Name(OutputActivation)}",
            $"choose {output} {Name(needed)}, or {new ParameterName(nameof(Cost))} quadratic");
    }

    private static string Name(Activation activation) => activation.ToString().ToLowerInvariant();
}
