using ActorNet.Actors.Hosting;
using ActorNet.Cli.Context;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Files;
using ActorNet.Scaling.Machines;
using ActorNet.Transport.Connections;

namespace ActorNet.Scaling.Nodes;

/// <summary>A worker of a run, whose computing is paced.</summary>
internal sealed class WorkerNode
{
    private readonly Experiment _experiment;
    private readonly Dictionary<long, LinkBytes> _bytes = [];

    private WorkerNode(Experiment experiment) => _experiment = experiment;

    private long FirstMeasured => _experiment.WarmUpSteps;

    private long LastMeasured => _experiment.TotalSteps - 1;

    public static async Task<int> RunAsync(Experiment experiment, string name)
    {
        ParentWatch.Start(experiment.Parent);
        var node = new WorkerNode(experiment);
        await ClusterWorker.RunAsync(new ClusterWorkerOptions
        {
            Join = [Endpoint.Parse(experiment.Coordinator)],
            Name = name,
            CacheFolder = experiment.CacheFolder,
            ExitsWhenDone = true,
            IsInsecure = true,
            CreateComputer = node.CreateComputer,
        });
        Console.WriteLine(JsonFormat.Text(node.CreateReport()));
        return ExitCodes.Done;
    }

    private ObservedComputer CreateComputer(TrainingSpec spec, SampleSet samples) => new(
        new PacedComputer(
            new GradientComputer(spec, samples), spec.Network, new MinibatchPlan(spec, samples.Count), _experiment.SecondsPerSample),
        OnStep);

    private void OnStep(long step)
    {
        if (step == FirstMeasured || step == LastMeasured)
            _bytes.TryAdd(step, LinkBytes.Read());
    }

    private WorkerReport CreateReport() => new(
        FirstMeasured < LastMeasured && _bytes.TryGetValue(FirstMeasured, out var first) && _bytes.TryGetValue(LastMeasured, out var last)
            ? last.PerStep(first, (int)(LastMeasured - FirstMeasured))
            : null);
}
