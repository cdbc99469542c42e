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

/// <summary>A run that is to be started in some actor system, and its result.</summary>
internal sealed class RunBootstrap
{
    private readonly TaskCompletionSource<TrainingResult> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IdleWorkers _engines;
    private readonly CoordinatorSettings _settings;

    /// <summary>Prepares a run; the spec and the options are valid and fit the data.</summary>
    public RunBootstrap(TrainingSpec spec, Dataset dataset, TrainerOptions options, ClusterPolicy? rules, Action<TrainingEvent> onEvent)
    {
        (Spec, Dataset, Options) = (spec, dataset, options);
        _engines = new IdleWorkers(options.Processors);
        Session = new TrainingSession(spec, dataset, options.ResumeFrom, _engines);
        _settings = new CoordinatorSettings(
            spec, dataset, Session, options, onEvent, result => _finished.TrySetResult(result), error => _finished.TrySetException(error))
        {
            Cluster = rules,
        };
    }

    /// <summary>What is trained.</summary>
    public TrainingSpec Spec { get; }

    /// <summary>The samples.</summary>
    public Dataset Dataset { get; }

    /// <summary>How the run is carried out.</summary>
    public TrainerOptions Options { get; }

    /// <summary>The run as the law sees it; the coordinator's once it is started.</summary>
    public TrainingSession Session { get; }

    /// <summary>The names of the workers of this process.</summary>
    public IReadOnlyList<string> LocalWorkers => [.. Enumerable.Range(1, Options.Workers).Select(i => $"worker-{i}")];

    /// <summary>The result, or why there is none.</summary>
    public Task<TrainingResult> Result => _finished.Task;

    /// <summary>Tells the run's watchers something that happened before the coordinator was started.</summary>
    public void Raise(TrainingEvent trainingEvent) => _settings.OnEvent(trainingEvent);

    /// <summary>Starts the coordinator actor and the workers of this process.</summary>
    /// <returns>The coordinator.</returns>
    public IActorRef Start(IActorRefFactory system)
    {
        var settings = _settings;
        var coordinator = system.ActorOf(
            Props.Create(() => new CoordinatorActor(settings)).WithDispatcher(CallingThreadExecutor.Dispatcher), "coordinator");
        foreach (var name in LocalWorkers)
        {
            Func<Action<object>, ComputeThread> startEngine =
                answer => _engines.Add(new ComputeThread(name, Spec, Dataset, Options.Threads, Options.Time, answer, Options.CreateComputer));
            system.ActorOf(
                Props.Create(() => new WorkerActor(name, coordinator, startEngine)).WithDispatcher(CallingThreadExecutor.Dispatcher), name);
        }

        return coordinator;
    }
}
