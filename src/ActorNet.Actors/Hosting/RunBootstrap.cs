using System.Globalization;
using ActorNet.Actors.Coordinator;
using ActorNet.Actors.Dispatch;
using ActorNet.Actors.Worker;
using ActorNet.Computing.Requests;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Actors.Hosting;

/// <summary>A run to be started in an actor system, and its result.</summary>
internal sealed class RunBootstrap
{
    private readonly TaskCompletionSource<TrainingResult> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IdleWorkers _idleWorkers;
    private readonly CoordinatorSettings _settings;

    /// <summary>The spec and the options are valid and fit the data.</summary>
    public RunBootstrap(TrainingSpec spec, Dataset dataset, TrainerOptions options, ClusterPolicy? policy, Action<TrainingEvent> onEvent)
    {
        (Spec, Dataset, Options) = (spec, dataset, options);
        _idleWorkers = new IdleWorkers(options.Processors);
        Session = new TrainingSession(spec, dataset, options.ResumeFrom, _idleWorkers);
        _settings = new CoordinatorSettings(
            spec, dataset, Session, options, onEvent, result => _finished.TrySetResult(result), error => _finished.TrySetException(error))
        {
            Cluster = policy,
        };
    }

    public TrainingSpec Spec { get; }

    public Dataset Dataset { get; }

    public TrainerOptions Options { get; }

    /// <summary>Owned by the coordinator actor once it is started.</summary>
    public TrainingSession Session { get; }

    /// <summary>The names of this process's workers.</summary>
    public IReadOnlyList<string> LocalWorkers => [.. Enumerable.Range(1, Options.WorkersFor(Spec)).Select(i => $"worker-{i}")];

    public Task<TrainingResult> Result => _finished.Task;

    /// <summary>Raises an event from outside the coordinator.</summary>
    public void Raise(TrainingEvent trainingEvent) => _settings.OnEvent(trainingEvent);

    /// <summary>Starts the coordinator actor and the workers of this process.</summary>
    /// <returns>The coordinator.</returns>
    public IActorRef Start(IActorRefFactory system)
    {
        var settings = _settings;
        var coordinator = system.ActorOf(
            Props.Create(() => new CoordinatorActor(settings)).WithDispatcher(CallingThreadExecutor.Dispatcher), "coordinator");
        var threads = Enumerable.Range(1, Options.ConcurrentWorkersFor(Spec)).Select(i => new SharedComputeThread(() => StartThread(i))).ToList();
        foreach (var (i, name) in LocalWorkers.Index())
        {
            var thread = threads[i % threads.Count];
            system.ActorOf(
                Props.Create(() => new WorkerActor(name, coordinator, thread)).WithDispatcher(CallingThreadExecutor.Dispatcher), name);
        }

        return coordinator;
    }

    private ComputeThread StartThread(int number) => _idleWorkers.Add(
        new ComputeThread(
            string.Create(CultureInfo.InvariantCulture, $"computes-{number}"), Spec, Dataset, Options.Threads, Options.Time,
            Options.CreateComputer));
}
