using ActorNet.Cli.Bench.Measured;
using ActorNet.Cli.Bench.Scaling;
using ActorNet.Learning.Networks;
using ActorNet.Scaling.Machines;
using ActorNet.Scaling.Nodes;

namespace ActorNet.Scaling.Results;

/// <summary>A row of the table; also a line of --json.</summary>
/// <param name="Workers">The number of workers.</param>
/// <param name="Network">The network.</param>
/// <param name="Parameters">Its weights and biases.</param>
/// <param name="Batch">Samples per step.</param>
/// <param name="SecondsPerSample">How long a worker computed the gradient of a sample.</param>
/// <param name="BitsPerSecond">The rate of a link.</param>
/// <param name="DelaySeconds">The delay from one machine to another that was added.</param>
/// <param name="Steps">The number of steps measured.</param>
/// <param name="MedianSeconds">Of a step.</param>
/// <param name="MaxSeconds">Of a step.</param>
/// <param name="SpeedUp">Against one worker that computes alone and sends nothing.</param>
/// <param name="Efficiency">The speed-up for each worker.</param>
/// <param name="StarSeconds">A step as <see cref="StepModel"/> has it, with computing and links alone.</param>
/// <param name="ShardedSeconds">The same, sharded.</param>
/// <param name="Coordinator">Bytes through the coordinator's link per step, in parameter vectors.</param>
/// <param name="WorkerLinks">The same of each worker; null where it did not take part in all measured steps.</param>
/// <param name="ProcessorLoads">The fraction of the time in which each processor of this computer was busy.</param>
/// <param name="IsVoid">Whether the processors were too busy to stand for many machines.</param>
internal sealed record ScalingRow(
    int Workers, LayerWidths Network, int Parameters, int Batch, double SecondsPerSample, double BitsPerSecond, double DelaySeconds,
    int Steps, double MedianSeconds, double MaxSeconds, double SpeedUp, double Efficiency, double StarSeconds, double ShardedSeconds,
    LinkBytes Coordinator, IReadOnlyList<LinkBytes?> WorkerLinks, IReadOnlyList<double> ProcessorLoads, bool IsVoid)
{
    /// <summary>With less to spare, workers wait for a processor, which they would not do on machines of their own.</summary>
    public const double MaxLoad = 0.8;

    public static ScalingRow Of(Experiment experiment, LinkShape link, CoordinatorReport coordinator, IEnumerable<WorkerReport> workers)
    {
        var parameters = experiment.Spec.Network.ParameterCount;
        var vector = (double)parameters * sizeof(float);
        var computing = experiment.Batch * experiment.SecondsPerSample;
        var median = Speeds.MedianOf(coordinator.StepSeconds);
        // Without the nodes' own costs: where computing and the links are all that takes time.
        var model = new StepModel(computing, vector, link.Rate, link.Delay);
        return new ScalingRow(
            experiment.Workers, experiment.Network, parameters, experiment.Batch, experiment.SecondsPerSample, link.Rate.BitsPerSecond,
            link.Delay.Seconds, experiment.Steps, median, coordinator.StepSeconds.Max(), computing / median,
            computing / median / experiment.Workers, model.SecondsOf(WireTopology.Star, experiment.Workers),
            model.SecondsOf(WireTopology.Sharded, experiment.Workers), InVectors(coordinator.BytesPerStep),
            [.. workers.Select(worker => worker.BytesPerStep is { } bytes ? InVectors(bytes) : default(LinkBytes?))],
            coordinator.ProcessorLoads, coordinator.ProcessorLoads.Average() > MaxLoad);

        LinkBytes InVectors(LinkBytes bytes) => new(bytes.In / vector, bytes.Out / vector);
    }
}
