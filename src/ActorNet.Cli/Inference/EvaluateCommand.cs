using ActorNet.Cli.DataSets;
using ActorNet.Cli.Models;
using ActorNet.Cli.Train;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;
using ActorNet.Models.Files;

namespace ActorNet.Cli.Inference;

/// <summary>`actornet evaluate`: how well a model does on test samples.</summary>
internal static class EvaluateCommand
{
    private const string Footer = """
        A run is evaluated on the data it was trained on, unless others are named. Weights of PyTorch are those of
        torch.nn.Linear; images are given to them as pixels from 0 to 1, light on dark.

        Examples:
          actornet evaluate runs/20261122-201530-3f9a
          actornet evaluate weights.safetensors --dataset mnist --activation sigmoid

        Exit codes: 0 done, 2 wrong arguments, model or data.
        """;

    public static Command Create(CliContext context)
    {
        var model = new ModelOptions();
        var data = new DataOptions("what the model was trained on; auto for a file that does not say");
        var json = OptionFactory.Flag("--json", "write one JSON object");
        IReadOnlyList<OptionGroup> groups = [new("Data", data.All), new("Model", model.All), new("Output", [json])];
        var command = new Command("evaluate", "Evaluates a model on test samples: accuracy, loss, and the classes that it confuses.")
        {
            model.Model,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = model.Open(parsed, context);
            var dataset = await LoadAsync(source, data.Read(parsed), data.AreNamed(parsed), context, cancellationToken);
            var report = EvaluationReport.Of(source, dataset);
            if (source.Note is { } note)
                context.Error.WriteLine(note);
            if (parsed.GetValue(json))
                context.Out.WriteLine(JsonFormat.Text(report));
            else
                report.WriteText(dataset, context.Out);
            return ExitCodes.Done;
        });
        return HelpText.Attach(command, "actornet evaluate RUN|FILE [options]", groups, Footer);
    }

    /// <summary>Loads the samples that fit a model: those that are named, else those it was trained on.</summary>
    /// <exception cref="InvalidInputException">There are none, or they do not fit.</exception>
    internal static async Task<Dataset> LoadAsync(
        ModelSource source, DatasetRequest asked, bool areNamed, CliContext context, CancellationToken cancellationToken)
    {
        var trainedOn = source.Model.Dataset;
        if (trainedOn is { Request.Dataset: "" } && !areNamed)
            throw InvalidInputException.Of(
                $"Model '{source.Name}'", $"was trained on data set '{trainedOn.Name}' and does not record where it is",
                advice: "name it with --dataset");
        var request = trainedOn is null ? NewRun.Complete(asked, context) : NewRun.Again(trainedOn, asked, areNamed, context);
        var dataset = await context.Load(request, context.Error.WriteLine, cancellationToken);
        var (network, test) = (source.Model.Network, dataset.Test);
        if (test.FeatureCount != network.InputWidth || test.OutputCount != network.OutputWidth)
            throw InvalidInputException.Of(
                $"Model '{source.Name}'",
                $"takes {network.InputWidth} features and gives {network.OutputWidth} outputs, but a sample of data set '{dataset.Name}' "
                    + $"has {test.FeatureCount} features and {test.OutputCount} {(test.IsClassification ? "classes" : "targets")}",
                advice: "name other data with --dataset");
        if (!test.IsClassification && network.Cost != Cost.Quadratic)
            throw InvalidInputException.Of(
                $"Data set '{dataset.Name}'",
                $"has real targets, but the output activation of model '{source.Name}' is "
                    + $"{network.OutputActivation.ToString().ToLowerInvariant()}",
                advice: "give --output identity");
        if (trainedOn is not null)
            CheckSameMeaning(source.Name, trainedOn, dataset);
        return dataset;
    }

    /// <summary>
    /// Standardized by the mean of other samples, with classes in another order or with images of another shape, the same numbers would
    /// mean something else.
    /// </summary>
    private static void CheckSameMeaning(string model, DatasetDescription trainedOn, Dataset dataset)
    {
        var difference =
            !trainedOn.Scaling.SequenceEqual(dataset.Scaling) ? "is standardized otherwise"
            : !NamesOf(trainedOn.ClassNames).SequenceEqual(NamesOf(dataset.ClassNames)) ? "has other classes"
            : trainedOn.ImageSize is var (rows, columns) && dataset.ImageSize is { } size && size != (rows, columns)
                ? "has images of another shape"
            : null;
        if (difference is not null)
            throw InvalidInputException.Of(
                $"Data set '{dataset.Name}'", $"{difference} than '{trainedOn.Name}', which model '{model}' was trained on",
                advice: "give that one");

        // Classes without names are called by their numbers.
        IEnumerable<string> NamesOf(IReadOnlyList<string> names) =>
            Enumerable.Range(0, dataset.Test.OutputCount).Select(k => EvaluationReport.NameOf(names, k));
    }
}
