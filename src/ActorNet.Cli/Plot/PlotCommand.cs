using ActorNet.Cli.Console;
using ActorNet.Cli.DataSets;
using ActorNet.Cli.Inference;
using ActorNet.Cli.Models;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;
using ActorNet.Pictures.Charts;
using ActorNet.Pictures.Sheets;

namespace ActorNet.Cli.Plot;

/// <summary>`actornet plot`: pictures of runs.</summary>
internal static class PlotCommand
{
    private const string Footer = """
        loss, accuracy and learning-rate show how the runs went. Of a single run there are also confusion (which classes are
        taken for which) and, where the samples are images, weights (what each unit of the first layer looks for: red is
        for, blue against) and mistakes (the surest ones). Each is written as PNG and as SVG.

        Examples:
          actornet plot runs/20261122-201530-3f9a
          actornet plot first second third --out comparison

        Exit codes: 0 done, 1 a picture cannot be written, 2 wrong arguments or runs.
        """;

    private static readonly string[] Endings = [".png", ".svg"];

    public static Command Create(CliContext context)
    {
        var runs = new Argument<string[]>("runs")
        {
            HelpName = "RUN...", Description = "runs (their folders, or ids under runs/); several are compared in the same pictures",
            Arity = ArgumentArity.OneOrMore,
        };
        var outFolder = OptionFactory.Text(
            "--out", "DIR", "the folder for the pictures, made where it is missing [RUN/plots; plots for several runs]");
        var data = new DataOptions("what the run was trained on");
        IReadOnlyList<OptionGroup> groups = [new("Output", [outFolder]), new("Data", data.All)];
        var command = new Command("plot", "Draws how runs went, and what a model has learned.") { runs };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var names = parsed.GetRequiredValue(runs);
            var directories = names.Select(name => RunDirectory.Open(context.FindRun(name))).ToList();
            var curves = directories.Select(
                (run, i) => names.Length == 1 ? RunCurves.Read(run, "", colour: null) : RunCurves.Read(run, names[i], colour: i)).ToList();
            if (!curves.Exists(each => each.HasEpochs))
                throw InvalidInputException.Of(
                    $"No epoch of {string.Join(", ", names.Select(name => $"'{name}'"))}", "is complete yet", "there is nothing to draw");
            // What can be wrong is found before anything is drawn.
            var (source, dataset) = names.Length == 1 && directories[0].Description.Dataset.IsClassification
                ? await OpenAsync(names[0], parsed, data, context, cancellationToken) : default;
            var folder = parsed.GetValue(outFolder) is { } given
                ? context.CreateFolder("--out", given)
                : context.CreateFolder(
                    "The folder for pictures", names.Length == 1 ? Path.Combine(context.ShortPath(directories[0].Path), "plots") : "plots");

            Notices.WarnIfFontsAreMissing(context);
            Notices.WarnIfDifferent(directories.Select(run => run.Description.Spec.Network.Cost), context);
            DrawCurves(curves, folder, context);
            if (source is not null && dataset is not null)
                DrawModel(source, dataset, folder, context);
            return ExitCodes.Done;
        });
        return HelpText.Attach(command, "actornet plot RUN... [options]", groups, Footer);
    }

    /// <summary>The model and its data; nothing where they are gone, since curves can be drawn without them.</summary>
    private static async Task<(ModelSource? Source, Dataset? Dataset)> OpenAsync(
        string name, ParseResult parsed, DataOptions data, CliContext context, CancellationToken cancellationToken)
    {
        try
        {
            var source = ModelSource.Open(name, null, null, context);
            var dataset = await EvaluateCommand.LoadAsync(source, data.Read(parsed), data.AreNamed(parsed), context, cancellationToken);
            if (source.Note is { } note)
                context.Error.WriteLine(note);
            return (source, dataset);
        }
        catch (InvalidInputException fault) when (!data.AreNamed(parsed))
        {
            context.Error.WriteLine($"Only the curves are drawn. {fault.Message}");
            return default;
        }
    }

    private static void DrawCurves(List<RunCurves> curves, string folder, CliContext context)
    {
        var loss = new LineChart("Loss", "epoch", "mean cost per sample", [.. curves.SelectMany(each => each.Loss)])
        {
            HasIntegerX = true, StartsAtZero = true,
        };
        Write("loss", path => ChartFile.Write(loss, path), folder, context);
        var accuracy = new LineChart("Accuracy on samples that were not trained on", "epoch", "classified rightly, %",
            [.. curves.SelectMany(each => each.Accuracy)]) { HasIntegerX = true };
        if (accuracy.Lines.Count > 0)
            Write("accuracy", path => ChartFile.Write(accuracy, path), folder, context);
        // Adam's steps are a hundredth of those of gradient descent.
        List<ChartLine> rates = [.. curves.Select(each => each.LearningRate).Where(line => line.Y.Count > 0)];
        if (rates.Count == 0)
            return;
        var isWide = rates.Max(line => line.Y.Max()) > 20 * rates.Min(line => line.Y.Max())
            && rates.TrueForAll(line => line.Y.All(value => value > 0));
        var rate = new LineChart("Learning rate", "epoch", "step size", rates)
        {
            HasIntegerX = true, StartsAtZero = true, IsLogarithmic = isWide,
        };
        Write("learning-rate", path => ChartFile.Write(rate, path), folder, context);
    }

    private static void DrawModel(ModelSource source, Dataset dataset, string folder, CliContext context)
    {
        var network = source.Model.ToNetwork();
        if (dataset.Test.OutputCount <= EvaluationReport.MaxClasses)
        {
            var confusion = ModelPictures.Confusion(network, dataset);
            Write("confusion", path => ChartFile.Write(confusion, path), folder, context);
        }

        if (dataset.ImageSize is not var (rows, columns))
            return;
        var size = new ImageSize(rows, columns);
        var weights = ModelPictures.Weights(source.Model, size);
        var width = source.Model.Network.Widths[1];
        var which = weights.Count < width ? Invariant($"the first {weights.Count} of {width} units") : Invariant($"all {width} units");
        Write("weights", path => SheetFile.Write(
            $"Weights of the first layer, {which}: red is for, blue against, each on a scale of its own", weights, path), folder, context);
        var (mistakes, count) = ModelPictures.Mistakes(network, dataset, size);
        if (count > 0)
            Write("mistakes", path => SheetFile.Write(
                Invariant($"The surest {mistakes.Count} of {count:N0} mistakes on test images"), mistakes, path), folder, context);
    }

    private static void Write(string picture, Action<string> write, string folder, CliContext context)
    {
        foreach (var ending in Endings)
        {
            var path = Path.Combine(folder, picture + ending);
            write(path);
            context.Out.WriteLine(context.ShortPath(path));
        }
    }
}
