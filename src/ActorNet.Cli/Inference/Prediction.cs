using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;

namespace ActorNet.Cli.Inference;

/// <summary>What `actornet predict` says of an image. Other programs read it: names and order stay, new facts are added at the end.</summary>
/// <param name="Image">What the user called it.</param>
/// <param name="Predicted">The class with the greatest output.</param>
/// <param name="Activation">That output; with softmax the probability.</param>
/// <param name="Outputs">The activation of each class, in their order.</param>
internal sealed record Prediction(string Image, string Predicted, double Activation, IReadOnlyList<ClassOutput> Outputs)
{
    /// <summary>What a network makes of an image.</summary>
    public static Prediction Of(PreparedImage image, Network network, IReadOnlyList<string> classNames)
    {
        var pixels = image.Image.Pixels;
        var outputs = new float[network.Spec.OutputWidth];
        network.Predict(SampleSet.FromImages(pixels, pixels.Length, [0], outputs.Length), (_, activations) => activations.CopyTo(outputs));
        if (outputs.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw InvalidInputException.Of($"The model's output for image '{image.Name}'", "is not finite: its weights are too large");
        var predicted = Evaluation.ArgMax(outputs);
        return new Prediction(
            image.Name, EvaluationReport.NameOf(classNames, predicted), outputs[predicted],
            [.. outputs.Select((activation, k) => new ClassOutput(EvaluationReport.NameOf(classNames, k), activation))]);
    }
}

/// <summary>The activation of the output that stands for a class.</summary>
internal sealed record ClassOutput(string Class, double Activation);
