using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.DataSets;
using ActorNet.Cli.Inference;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Models.Runs;
using ActorNet.Pictures;
using ActorNet.Pictures.Charts;
using ActorNet.Pictures.Sheets;

namespace ActorNet.Cli.Plot;

/// <summary>`actornet plot`: pictures of runs.</summary>
internal static class PlotCommand
{
    private const string Footer = """
        loss, accuracy and learning-rate show how the runs went. Of a single run whose data are images there are also
        confusion (which classes are taken for which), weights (what each unit of the first layer looks for: red is for,
        blue against) and mistakes (the surest ones). Each is written as PNG and as SVG.

        Examples:
          actornet plot runs/20261122-201530-3f9a
          actornet plot first second third --out comparison

        Exit codes: 0 done, 1 a picture cannot be written, 2 wrong arguments or runs.
        """;

    private static readonly string[] Endings = [".png", ".svg"];

    /// <summary>The command, for the parser.</summary>
    public static CliCommand Create(CliContext context)
    {
        var runs = new Argument<string[]>("runs")
        {
            HelpName = "RUN...", Description = "runs (their folders, or ids under runs/); several are compared in the same pictures", Arity = ArgumentArity.OneOrMore,
        };
        var outFolder = OptionOf.Text("--out", "DIR", "the folder for the pictures, made where it is missing [RUN/plots; plots for several runs]");
        var data = new DataOptions("what the run was trained on");
        IReadOnlyList<OptionGroup> groups = [new("Output", [outFolder]), new("Data", data.All)];
        var command = new Command("plot", "Draws how runs went, and what a model has learned.") { runs };
        foreach (var option in groups.SelectMany(group => group.Options))
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var names = parsed.GetRequiredValue(runs);
            var directories = names.Select(name => RunDirectory.Open(RunPaths.Find(context, name))).ToList();
            var curves = directories.Select((run, i) => RunCurves.Read(run, names.Length == 1 ? "" : names[i])).ToList();
            if (!curves.Exists(each => each.HasEpochs))
                throw new InvalidInputException($"No epoch of {string.Join(", ", names.Select(name => $"'{name}'"))} is done yet; there is nothing to draw.");
            var folder = parsed.GetValue(outFolder) is { } given ? context.FullPath(given)
                : names.Length == 1 ? Path.Combine(directories[0].Path, "plots") : context.FullPath("plots");
            if (File.Exists(folder))
                throw new InvalidInputException($"--out is '{folder}', which is a file; give a folder.");
            Directory.CreateDirectory(folder);

            if (!PictureFont.Exists)
                context.Error.WriteLine("There are no fonts on this machine: the PNG files will have no text. Install one, such as the package fonts-dejavu-core, or look at the SVG files.");
            DrawCurves(curves, folder, context);
            if (names.Length == 1)
                await DrawModelAsync(names[0], parsed, data, folder, context, cancellationToken);
            return ExitCodes.Done;
        });
        return new CliCommand(command, new HelpText("actornet plot RUN... [options]", groups, Footer));
    }

    private static void DrawCurves(List<RunCurves> curves, string folder, CliContext context)
    {
        var loss = new LineChart("Loss", "epoch", "mean cost per sample", [.. curves.SelectMany(each => each.Loss)]) { HasWholeX = true };
        Write("loss", path => ChartFile.Write(loss, path), folder, context);
        var accuracy = new LineChart("Accuracy", "epoch", "samples classified rightly, %", [.. curves.SelectMany(each => each.Accuracy)]) { HasWholeX = true };
        if (accuracy.Lines.Count > 0)
            Write("accuracy", path => ChartFile.Write(accuracy, path), folder, context);
        var rate = new LineChart("Learning rate", "epoch", "step size", [.. curves.Select(each => each.LearningRate)]) { HasWholeX = true };
        Write("learning-rate", path => ChartFile.Write(rate, path), folder, context);
    }

    private static async Task DrawModelAsync(
        string name, ParseResult parsed, DataOptions data, string folder, CliContext context, CancellationToken cancellationToken)
    {
        var source = ModelSource.Open(name, null, null, context);
        var dataset = await EvaluateCommand.LoadAsync(source, data.Read(parsed), data.AreNamed(parsed), context, cancellationToken);
        if (!dataset.Test.IsClassification)
            return;
        var network = new Network(source.Model.Network, source.Model.Parameters);
        var confusion = ModelPictures.Confusion(network, dataset);
        Write("confusion", path => ChartFile.Write(confusion, path), folder, context);
        if (dataset.ImageSize is not var (rows, columns))
            return;
        var size = new ImageSize(rows, columns);
        var weights = ModelPictures.Weights(source.Model, size);
        var width = source.Model.Network.Widths[1];
        var which = weights.Count < width ? FormattableString.Invariant($"the first {weights.Count} of {width} units") : FormattableString.Invariant($"all {width} units");
        Write("weights", path => SheetFile.Write($"Weights of the first layer, {which}: red is for, blue against", weights, path), folder, context);
        var mistakes = ModelPictures.Mistakes(network, dataset, size);
        if (mistakes.Count > 0)
            Write("mistakes", path => SheetFile.Write("Test images that are taken for something else, the surest mistakes first", mistakes, path), folder, context);
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
