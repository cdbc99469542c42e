using ActorNet.Cli.Bench.Measured;
using ActorNet.Cli.Bench.Scaling;

namespace ActorNet.Cli.Bench;

/// <summary>The turns of one setup.</summary>
internal sealed class ScalingRow(WorkerSetup setup)
{
    private readonly List<MeasuredRun> _runs = [];
    private readonly List<double> _speedUps = [];

    public WorkerSetup Setup => setup;

    /// <summary>The median of the turns' speed-ups.</summary>
    public double SpeedUp => Speeds.MedianOf(_speedUps);

    private double SamplesPerSecond => Speeds.MedianOf(_runs.Select(run => run.SamplesPerSecond));

    /// <summary>Of the turns in which it is known.</summary>
    private LinkTraffic? Traffic => _runs.Select(run => run.Traffic).OfType<LinkTraffic>().ToList() is [_, ..] known
        ? new LinkTraffic(
            Speeds.MedianOf(known.Select(each => each.BytesIn)), Speeds.MedianOf(known.Select(each => each.BytesOut)), known[^1].IsSharded)
        : null;

    /// <summary>Adds a turn; its speed-up is against the same turn of <paramref name="single"/>.</summary>
    public void Add(MeasuredRun run, ScalingRow single)
    {
        _runs.Add(run);
        _speedUps.Add(run.SamplesPerSecond / single._runs[^1].SamplesPerSecond);
    }

    public ScalingMeasured ToLine(TrainingSpec spec, double updateSeconds)
    {
        var step = spec.BatchSize / SamplesPerSecond;
        return new ScalingMeasured(
            spec.Network.Widths.ToString(), spec.BatchSize, setup.Placement, setup.Workers, setup.Threads, SamplesPerSecond,
            _runs.Min(run => run.SamplesPerSecond), _runs.Max(run => run.SamplesPerSecond), SpeedUp, _speedUps.Min(), _speedUps.Max(),
            SpeedUp / setup.ComputeThreads, step, step * Speeds.MedianOf(_runs.Select(run => run.BusiestComputing)),
            step * Speeds.MedianOf(_runs.Select(run => run.Computing)), Traffic?.BytesIn, Traffic?.BytesOut, Traffic?.IsSharded,
            updateSeconds);
    }

    public string[] Cells(TrainingSpec spec)
    {
        var line = ToLine(spec, updateSeconds: 0);
        double vector = (double)sizeof(float) * spec.Network.ParameterCount;
        return
        [
            setup.Placement == WorkerPlacement.OneProcess ? "one process" : "processes", Invariant($"{setup.Workers}"),
            Invariant($"{setup.Threads}"), Invariant($"{line.SamplesPerSecond:N0}"), Ratio(line.SpeedUp),
            $"{Ratio(line.LowestSpeedUp)}-{Ratio(line.HighestSpeedUp)}", Invariant($"{100 * line.Efficiency:F0} %"),
            Time(line.StepSeconds), Time(line.BusiestSeconds), Time(line.StepSeconds - line.BusiestSeconds),
            Traffic is not { } traffic ? ""
                : Invariant($"{traffic.BytesIn / vector:0.00}, {traffic.BytesOut / vector:0.00} {(traffic.IsSharded ? "sharded" : "star")}"),
        ];
    }

    private static string Ratio(double ratio) => Invariant($"{ratio:0.00}");

    private static string Time(double seconds) => Invariant($"{1e6 * seconds:N0}");
}
