using ActorNet.Learning.Networks;

namespace ActorNet.Cli.Models;

/// <summary>What names a model, for all commands that use one.</summary>
internal sealed class ModelOptions
{
    private readonly Option<Activation?> _activation = OptionFactory.OneOf("--activation",
        "of the hidden layers, for a file that does not say: the names that `train` takes [relu]", TrainNames.Activations);
    private readonly Option<Activation?> _output = OptionFactory.OneOf("--output",
        "of the output layer, for a file that does not say [softmax]", TrainNames.Activations);

    public Argument<string> Model { get; } = new("model")
    {
        HelpName = "RUN|FILE",
        Description =
            "a run (its folder, or its id under runs/), or a safetensors file of this program, or of PyTorch with tensors "
                + "layers.N.weight and layers.N.bias, or 0.weight, 0.bias, 2.weight and so on",
    };

    public IReadOnlyList<Option> All => [_activation, _output];

    /// <summary>Reads the model that was named.</summary>
    /// <exception cref="InvalidInputException">There is none, or it cannot be used.</exception>
    public ModelSource Open(ParseResult parsed, CliContext context) =>
        ModelSource.Open(parsed.GetRequiredValue(Model), parsed.GetValue(_activation), parsed.GetValue(_output), context);
}
