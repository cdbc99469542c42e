using ActorNet.Cli.Train;
using ActorNet.Coordination.Training;

namespace ActorNet.Cli.Bench;

/// <summary>The options of a bench: some of those of `actornet train`, which mean the same here, and its own.</summary>
internal sealed class BenchOptions
{
    private readonly TrainOptions _train = new();
    private readonly Option<int?> _repeats = OptionFactory.Integer("--repeats", "N",
        $"how often each thing is measured [{BenchRequest.DefaultRepeats}; {BenchRequest.QuickRepeats} with --quick]", 1,
        BenchRequest.MaxRepeats);
    private readonly Option<bool> _quick = OptionFactory.Flag("--quick", "measure briefly, to see that it works; the figures are rough");
    private readonly IReadOnlyList<string> _data, _network, _run;

    /// <summary>Takes options of train over by their names.</summary>
    public BenchOptions(IReadOnlyList<string> data, IReadOnlyList<string> network, IReadOnlyList<string> run) =>
        (_data, _network, _run) = (data, network, run);

    public IReadOnlyList<OptionGroup> Groups =>
    [
        .. _data.Count > 0 ? [new OptionGroup("Data", Taken(_data))] : Array.Empty<OptionGroup>(),
        new("One network in place of the standard ones (what is not said is as in train)", Taken(_network)),
        new("Run", [.. Taken(_run), _repeats, _quick, .. Taken(["--json"])]),
    ];

    public BenchRequest Read(ParseResult parsed, int processors)
    {
        var isQuick = parsed.GetValue(_quick);
        var repeats = parsed.GetValue(_repeats) ?? (isQuick ? BenchRequest.QuickRepeats : BenchRequest.DefaultRepeats);
        var train = _train.Read(parsed);
        var workers = train.Workers ?? Math.Clamp(processors / train.Threads, 1, TrainerOptions.MaxWorkers);
        return new BenchRequest(train, workers, repeats, isQuick);
    }

    private IReadOnlyList<Option> Taken(IEnumerable<string> names)
    {
        var options = _train.Groups.SelectMany(group => group.Options).ToDictionary(option => option.Name);
        return [.. names.Select(name => options[name])];
    }
}
