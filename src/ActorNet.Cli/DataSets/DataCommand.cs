using ActorNet.Data.Digits;
using ActorNet.Data.Idx;
using ActorNet.Data.Mnist;

namespace ActorNet.Cli.DataSets;

/// <summary>`actornet data`: gets data sets, checks them, and writes the generated one.</summary>
internal static class DataCommand
{
    public static Command Create(CliContext context) => HelpText.Group(
        "data", "Fetches and verifies MNIST, and writes the generated digits as files.",
        [Fetch(context), Verify(context), Digits(context)]);

    private static Command Fetch(CliContext context)
    {
        var data = DataOptions.Folder();
        return Subcommand("fetch", "Downloads MNIST into the data folder, unless it is there, and verifies it.", [data], async parsed =>
        {
            var folders = context.Folders(parsed.GetValue(data) is { } folder ? context.FullPath(folder) : null);
            if (MnistSource.Find(folders) is not { } files)
            {
                using var interruption = new Interruption(
                    context, () => context.Error.WriteLine("Stopping; what has arrived is kept for next time."));
                files = await context.Mnist.FetchAsync(
                    folders, DownloadTimeouts.Patient, new DownloadLines(context.Out.WriteLine), interruption.Token);
            }

            return Report(files, context);
        });
    }

    private static Command Verify(CliContext context)
    {
        var data = DataOptions.Folder();
        return Subcommand("verify", "Checks the SHA-256 of MNIST's four files.", [data], parsed =>
        {
            var folders = context.Folders(parsed.GetValue(data) is { } folder ? context.FullPath(folder) : null);
            folders.CheckChosen();
            var files = MnistSource.Find(folders) ?? throw InvalidInputException.Of(
                "MNIST", $"is not in {string.Join(", ", folders.SearchOrder.Select(each => $"'{each}'"))}",
                advice: "`actornet data fetch` downloads it");
            return Task.FromResult(Report(files, context));
        });
    }

    private static Command Digits(CliContext context)
    {
        var outFolder = OptionFactory.Text("--out", "DIR", "the folder to write, which must not exist or be empty");
        var train = OptionFactory.Integer(
            "--train-samples", "N", $"training samples [{GeneratedDigits.DefaultTrainSamples}]", 1, GeneratedDigits.MaxSamples);
        var test = OptionFactory.Integer(
            "--test-samples", "N", $"test samples [{GeneratedDigits.DefaultTestSamples}]", 1, GeneratedDigits.MaxSamples);
        var seed = OptionFactory.Integer("--seed", "N", $"which digits [{GeneratedDigits.DefaultSeed}]", ulong.MinValue, ulong.MaxValue);
        var plain = OptionFactory.Flag("--plain", "write the files uncompressed instead of as .gz");
        Option[] options = [outFolder, train, test, seed, plain];
        return Subcommand("digits", "Writes the generated digits as four IDX files, as MNIST has them.", options, parsed =>
        {
            var folder = parsed.GetValue(outFolder)
                ?? throw new InvalidInputException("--out", null, "the folder to write the files to");
            var path = context.FullPath(folder);
            CheckFree(folder, path);
            var digits = GeneratedDigits.Load(
                parsed.GetValue(train) ?? GeneratedDigits.DefaultTrainSamples, parsed.GetValue(test) ?? GeneratedDigits.DefaultTestSamples,
                parsed.GetValue(seed) ?? GeneratedDigits.DefaultSeed);
            foreach (var file in IdxWriter.Write(digits, path, compress: !parsed.GetValue(plain)))
                context.Out.WriteLine(context.ShortPath(file));
            return Task.FromResult(ExitCodes.Done);
        });
    }

    private static Command Subcommand(string name, string description, IReadOnlyList<Option> options, Func<ParseResult, Task<int>> run)
    {
        var command = new Command(name, description);
        command.SetAction((parsed, _) => run(parsed));
        return HelpText.Attach(command, $"actornet data {name} [options]", [new OptionGroup("Options", options)]);
    }

    private static int Report(IdxFileSet files, CliContext context)
    {
        MnistSource.Load(files);
        string[] paths = [files.TrainImages, files.TrainLabels, files.TestImages, files.TestLabels];
        foreach (var (path, file) in paths.Zip(MnistFile.Standard))
            context.Out.WriteLine($"{file.Sha256}  {path}");
        context.Out.WriteLine("MNIST is complete and verified (SHA-256 of the uncompressed files).");
        return ExitCodes.Done;
    }

    private static void CheckFree(string folder, string path)
    {
        if (File.Exists(path) || Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new InvalidInputException("--out", folder, "a folder that does not exist yet or is empty");
    }
}
