using System.Diagnostics;
using ActorNet.Actors.Hosting;
using ActorNet.Cli.Context;
using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Models.Files;
using ActorNet.Protocol;
using ActorNet.Scaling.Machines;
using ActorNet.Transport.Connections;

namespace ActorNet.Scaling.Nodes;

/// <summary>The coordinator of a run: trains, and measures its steps.</summary>
internal sealed class CoordinatorNode
{
    private readonly Experiment _experiment;
    private readonly List<double> _seconds = [];
    private long _lastStepAt;
    private (LinkBytes Bytes, ProcessorTimes Times) _before;
    private CoordinatorReport? _report;
    private string? _disturbance;

    private CoordinatorNode(Experiment experiment) => _experiment = experiment;

    public static async Task<int> RunAsync(Experiment experiment)
    {
        ParentWatch.Start(experiment.Parent);
        var node = new CoordinatorNode(experiment);
        await ClusterTrainer.TrainAsync(
            experiment.Spec, experiment.CreateDataset(),
            new TrainerOptions { Workers = 0, RunId = "scaling", ReportEverySteps = 1 },
            new ClusterOptions
            {
                Listen = Endpoint.Parse(experiment.Coordinator),
                MinWorkers = experiment.Workers,
                IsInsecure = true,
            },
            node.OnEvent);
        if (node._disturbance is { } disturbance)
            throw new TrainingFailedException($"The run was disturbed: {disturbance}");
        Console.WriteLine(JsonFormat.Text(node._report));
        return ExitCodes.Done;
    }

    private void OnEvent(TrainingEvent trainingEvent)
    {
        switch (trainingEvent)
        {
            case StepsCompleted steps:
                OnStep(steps.Step);
                break;
            case WorkerLeft left when _report is null:
                _disturbance ??= $"{left.Worker} has left since {left.Reason}";
                break;
            case TrainingRewound rewound:
                _disturbance ??= rewound.Reason;
                break;
        }
    }

    private void OnStep(long step)
    {
        var now = Stopwatch.GetTimestamp();
        if (step > _experiment.WarmUpSteps)
            _seconds.Add(Stopwatch.GetElapsedTime(_lastStepAt, now).TotalSeconds);
        _lastStepAt = now;
        if (step == _experiment.WarmUpSteps)
            _before = (LinkBytes.Read(), ProcessorTimes.Read());
        else if (step == _experiment.TotalSteps)
            _report = new CoordinatorReport(
                [.. _seconds], LinkBytes.Read().PerStep(_before.Bytes, _experiment.Steps), ProcessorTimes.Read().LoadsSince(_before.Times));
        Console.WriteLine(JsonFormat.Text(new StepReport("steps-completed", step)));
    }
}
