using ActorNet.Cli.Console;
using ActorNet.Cli.DataSets;
using ActorNet.Cli.Tables;
using ActorNet.Cli.Train;
using ActorNet.Data.Mnist;
using ActorNet.Learning.Samples;
using ActorNet.Lessons;
using ActorNet.Lessons.Pages;
using ActorNet.Models.Datasets;

namespace ActorNet.Cli.Lessons;

/// <summary>`actornet lesson`: lists the lessons, or runs one.</summary>
internal static class LessonCommand
{
    private const string Footer = """
        Lessons that learn digits take MNIST where it is found, and the generated digits where it is not. With --out the
        lesson is also written as a page, NAME.md, with its pictures beside it.

        Examples:
          actornet lesson
          actornet lesson perceptron
          actornet lesson descent --out lessons

        Exit codes: 0 done, 1 the page cannot be written, 2 wrong arguments, 130 interrupted.
        """;

    public static Command Create(CliContext context)
    {
        var name = new Argument<string?>("name")
        {
            HelpName = "NAME", Description = "the lesson; without it they are listed", Arity = ArgumentArity.ZeroOrOne,
        };
        var data = DataOptions.Folder();
        var outFolder = OptionFactory.Text(
            "--out", "DIR", "a folder for the lesson as a page with its pictures, made where it is missing [none]");
        IReadOnlyList<Option> options = [data, outFolder];
        var command = new Command("lesson", "Explains how neural networks learn, in small systems with real numbers.") { name };
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(name) is not { } wanted)
            {
                if (options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
                    throw InvalidInputException.Of(
                        given.Name, "is for one lesson", advice: "name it, such as `actornet lesson perceptron --out lessons`");
                TextTable.Write(context.Out, ["Lesson", "What it shows"], LessonCatalog.All.Select(
                    each => (IReadOnlyList<string>)[each.Name, each.Summary]));
                return ExitCodes.Done;
            }

            var lesson = Find(wanted);
            if (parsed.GetValue(data) is { } dataFolder)
                context.Folders(context.FullPath(dataFolder)).CheckChosen();
            using var interruption = new Interruption(context, () => context.Error.WriteLine("Stopping."));
            var lessonContext = new LessonContext
            {
                LoadDigits = token => LoadDigitsAsync(parsed.GetValue(data), context, token), Time = context.Time,
            };
            try
            {
                await RunAsync(lesson, lessonContext, parsed.GetValue(outFolder), context, interruption.Token);
                return ExitCodes.Done;
            }
            catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
            {
                context.Error.WriteLine("The lesson was interrupted; no page was written.");
                return ExitCodes.Interrupted;
            }
        });
        return HelpText.Attach(command, "actornet lesson [NAME] [options]", [new OptionGroup("Options", options)], Footer);
    }

    private static async Task RunAsync(
        ILesson lesson, LessonContext lessonContext, string? outFolder, CliContext context, CancellationToken cancellationToken)
    {
        if (outFolder is null)
        {
            await lesson.RunAsync(new TerminalPage(lesson, context.Out), lessonContext, cancellationToken);
            return;
        }

        var folder = context.CreateFolder("--out", outFolder);
        var page = new MarkdownPage(lesson);
        await lesson.RunAsync(new CompositePage(new TerminalPage(lesson, context.Out), page), lessonContext, cancellationToken);
        if (page.HasPictures)
            Notices.WarnIfFontsAreMissing(context);
        context.Out.WriteLine();
        context.Out.WriteLine($"Written to {context.ShortPath(page.WriteTo(folder))}");
    }

    private static ILesson Find(string name)
    {
        var names = LessonCatalog.All.Select(each => each.Name).ToList();
        return LessonCatalog.All.FirstOrDefault(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw InvalidInputException.Of(
                $"Lesson '{name}'", "does not exist", $"allowed is {Suggestions.AnyOf(names)}", Suggestions.DidYouMean(name, names));
    }

    /// <summary>MNIST where it is on this machine; a lesson is no reason to download it.</summary>
    private static Task<Dataset> LoadDigitsAsync(string? folder, CliContext context, CancellationToken cancellationToken)
    {
        var found = MnistSource.Find(context.Folders(folder is null ? null : context.FullPath(folder)));
        var request = NewRun.Complete(new DatasetRequest(found is null ? "digits" : "mnist", folder), context);
        return context.Load(request, context.Error.WriteLine, cancellationToken);
    }
}
