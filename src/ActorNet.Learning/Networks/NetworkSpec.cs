using System.Globalization;

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
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"Network {Widths} has {parameters:N0} parameters; at most {MaxParameters:N0} are allowed."));
        if (Cost == Cost.NegativeLogLikelihood && OutputActivation != Activation.Softmax)
            throw new InvalidInputException(
                $"Cost negative-log-likelihood needs a softmax output, but the output is {Name(OutputActivation)}; use output softmax, or cost quadratic.");
        if (Cost == Cost.CrossEntropy && OutputActivation != Activation.Sigmoid)
            throw new InvalidInputException(
                $"Cost cross-entropy needs a sigmoid output, but the output is {Name(OutputActivation)}; use output sigmoid, or cost quadratic.");
        for (var layer = 0; layer < LayerCount; layer++)
            if (ActivationOf(layer) == Activation.Heaviside)
                throw new InvalidInputException(
                    $"Layer {layer + 1} of network {Widths} has the heaviside activation, which has no gradient to train with; use sigmoid, tanh, relu or softplus.");
    }

    private static string Name(Activation activation) => activation.ToString().ToLowerInvariant();
}
