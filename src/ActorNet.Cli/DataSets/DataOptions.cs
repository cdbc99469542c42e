using ActorNet.Models.Datasets;

namespace ActorNet.Cli.DataSets;

/// <summary>The options that name a data set, for all commands that take one.</summary>
internal sealed class DataOptions(string defaultName)
{
    private readonly Option<string?> _dataset = OptionFactory.Text("--dataset", "WHAT",
        $"auto (MNIST where it is found or can be downloaded, else the generated digits), mnist, digits, a folder of IDX files, or a CSV "
            + $"file [{defaultName}]");
    private readonly Option<string?> _data = Folder();
    private readonly Option<string?> _target = OptionFactory.Text(
        "--target", "COLUMNS", "target columns of a CSV file, joined by commas [the last]");
    private readonly Option<string?> _task = OptionFactory.Parsed("--task", "NAME",
        "what a CSV file's targets are: classification or regression [by its values]",
        Parsers.OneOf(["classification", "regression"], name => name));

    public IReadOnlyList<Option> All => [_dataset, _data, _target, _task];

    /// <summary>The option for the folder alone.</summary>
    public static Option<string?> Folder() => OptionFactory.Text(
        "--data", "DIR", "the folder data sets are kept in [$ACTORNET_DATA, else the user's cache folder]");

    public bool AreNamed(ParseResult parsed) => parsed.GetValue(_dataset) is not null;

    public DatasetRequest Read(ParseResult parsed) => new(
        parsed.GetValue(_dataset) ?? "auto", parsed.GetValue(_data), parsed.GetValue(_target), parsed.GetValue(_task));
}
