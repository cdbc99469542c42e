using ActorNet.Cli.Bench.Scaling;
using ActorNet.Coordination.Training;

namespace ActorNet.Cli.Bench;

/// <summary>What `actornet bench scaling` is to do.</summary>
/// <param name="Bench">The networks and the data, and how thoroughly they are measured.</param>
/// <param name="Workers">The numbers of workers; null for the default.</param>
/// <param name="Threads">The numbers of compute threads of each worker.</param>
/// <param name="Plot">The file for a chart; null for none.</param>
/// <param name="Prediction">The machines that are predicted; null to measure on this one.</param>
internal sealed record ScalingRequest(
    BenchRequest Bench, IReadOnlyList<int>? Workers, IReadOnlyList<int> Threads, string? Plot, PredictionRequest? Prediction);

/// <summary>The machines of a prediction.</summary>
/// <param name="Rate">What each link carries in either direction.</param>
/// <param name="Delay">From one machine to another.</param>
/// <param name="SecondsPerSample">How long a worker computes the gradient of a sample; null to measure it here.</param>
internal sealed record PredictionRequest(LinkRate Rate, LinkDelay Delay, double? SecondsPerSample);

/// <summary>The options of `actornet bench scaling`: those of other benches, and its own.</summary>
internal sealed class ScalingOptions
{
    private static readonly string[] Data = ["--dataset", "--data", "--target", "--task", "--train-samples"];

    /// <summary>Options without a meaning for a prediction.</summary>
    private static readonly string[] Measuring = [.. Data, "--learning-rate", "--threads", "--repeats"];

    private readonly Option<IReadOnlyList<int>?> _workers = OptionFactory.Parsed(
        "--workers", "N,N,...",
        "the numbers of workers, a row each [powers of two up to the number of processors; with --predict 1,2,4,8,16]",
        Parsers.Integers(1, TrainerOptions.MaxWorkers));
    private readonly Option<IReadOnlyList<int>?> _threads = OptionFactory.Parsed(
        "--threads", "T,T,...", "the numbers of compute threads of each worker, a row each [1]",
        Parsers.Integers(1, TrainerOptions.MaxThreads));
    private readonly Option<string?> _plot = OptionFactory.Text(
        "--plot", "FILE", "draw the speed-up over the workers to a .png or .svg file [none]");
    private readonly Option<bool> _predict = OptionFactory.Flag(
        "--predict", "compute from a model what workers on machines of their own would bring");
    private readonly Option<LinkRate?> _bandwidth = OptionFactory.Parsed(
        "--bandwidth", "RATE", "what each machine's link carries in either direction, such as 1gbit [10gbit]", LinkRate.Parse);
    private readonly Option<LinkDelay?> _latency = OptionFactory.Parsed(
        "--latency", "TIME", "how long a message takes from one machine to another, such as 0.1ms [50us]", LinkDelay.Parse);
    private readonly Option<double?> _secondsPerSample = OptionFactory.Number<double>(
        "--seconds-per-sample", "S", "how long a worker computes the gradient of a sample [measured on this machine, with one thread]",
        value => value is > 0 and <= 1000, "a number of seconds above 0, at most 1000");
    private readonly BenchOptions _bench;

    public ScalingOptions(IReadOnlyList<string> network) => _bench = new BenchOptions(Data, network, []);

    public IReadOnlyList<OptionGroup> Groups =>
    [
        new("Scaling", [_workers, _threads, _plot]),
        new("Prediction", [_predict, .. OfPrediction]),
        .. _bench.Groups,
    ];

    private IReadOnlyList<Option> OfPrediction => [_bandwidth, _latency, _secondsPerSample];

    /// <exception cref="InvalidInputException">Two options do not fit together.</exception>
    public ScalingRequest Read(ParseResult parsed, int processors)
    {
        var isPrediction = parsed.GetValue(_predict);
        var ofMeasuring = parsed.CommandResult.Command.Options.Where(option => Measuring.Contains(option.Name));
        if (isPrediction && FirstGiven(parsed, ofMeasuring) is { } unused)
            throw InvalidInputException.Of(unused.Name, "does not change a prediction", advice: "leave it out, or --predict");
        if (!isPrediction && FirstGiven(parsed, OfPrediction) is { } missing)
            throw InvalidInputException.Of(missing.Name, "is for a prediction only", advice: "give --predict too, or leave it out");
        return new ScalingRequest(
            _bench.Read(parsed, processors), parsed.GetValue(_workers), parsed.GetValue(_threads) ?? [1], parsed.GetValue(_plot),
            isPrediction
                ? new PredictionRequest(
                    parsed.GetValue(_bandwidth) ?? new LinkRate(10e9), parsed.GetValue(_latency) ?? new LinkDelay(50e-6),
                    parsed.GetValue(_secondsPerSample))
                : null);
    }

    private static Option? FirstGiven(ParseResult parsed, IEnumerable<Option> options) =>
        options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
}
