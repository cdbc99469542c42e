using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>How a run is carried out. No option changes a bit of the weights.</summary>
public sealed record TrainerOptions
{
    /// <summary>Maximum number of workers in one process.</summary>
    public const int MaxWorkers = 256;

    /// <summary>Maximum number of compute threads per worker.</summary>
    public const int MaxThreads = 256;

    /// <summary>Maximum number of compute threads of all workers in one process.</summary>
    public const int MaxComputeThreads = 4_096;

    /// <summary>
    /// Floating-point operations of a step for each worker, below which another worker costs more time than it saves: messages and waiting
    /// take as long as some hundred microseconds of computing (docs/performance.md).
    /// </summary>
    private const double MinFlopPerWorker = 40e6;

    private readonly int? _incarnation;

    /// <summary>
    /// Worker actors in this process, 1 to <see cref="MaxWorkers"/>; those for whom a step has too little work take turns on the same compute
    /// threads. Null: as many as the processors and the work in a step make faster than one.
    /// </summary>
    public int? Workers { get; init; }

    /// <summary>Compute threads of each worker, 1 to <see cref="MaxThreads"/>.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Processors of this machine, at least 1: the maximum number of threads that take a step together.</summary>
    public int Processors { get; init; } = Environment.ProcessorCount;

    /// <summary>The run's name in events and messages.</summary>
    public string RunId { get; init; } = "local";

    /// <summary>Steps between two <see cref="StepsCompleted"/> events; null means 50 events per epoch.</summary>
    public int? ReportEverySteps { get; init; }

    /// <summary>Steps between two calls of <see cref="Checkpoint"/>; null means only at the end of each epoch.</summary>
    public int? CheckpointEverySteps { get; init; }

    /// <summary>
    /// Receives the run's state at the end of each epoch, every <see cref="CheckpointEverySteps"/> steps, and when the run is interrupted;
    /// the receiver owns it. Called on any thread, mostly a worker's: hand the state on and do not block.
    /// </summary>
    public Action<TrainingState>? Checkpoint { get; init; }

    /// <summary>
    /// Receives every message between the coordinator and a worker, in the order in which the coordinator sends and receives them. Called
    /// on any thread, mostly a worker's: record the message and do not block.
    /// </summary>
    public Action<WorkerMessage>? OnMessage { get; init; }

    /// <summary>Records the same messages in a file; null for none.</summary>
    internal MessageTrace? Trace { get; init; }

    /// <summary>The state to resume from; null starts at step 0.</summary>
    public TrainingState? ResumeFrom { get; init; }

    /// <summary>
    /// The run's fencing number from here on: messages of coordinators with other numbers are dropped. Defaults to 1, or for a resumed run
    /// to the first number of the next term.
    /// </summary>
    public int Incarnation
    {
        get => _incarnation ?? (ResumeFrom is { } state ? Incarnations.AfterTakeover(state.Incarnation) : Incarnations.First);
        init => _incarnation = value;
    }

    /// <summary>Creates the gradient computer of each worker in this process; null uses the built-in kernels.</summary>
    public Func<TrainingSpec, SampleSet, IGradientComputer>? CreateComputer { get; init; }

    /// <summary>The clock that measures speed.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks the total number of compute threads in one process.</summary>
    /// <exception cref="InvalidInputException">It exceeds <see cref="MaxComputeThreads"/>.</exception>
    public static void CheckComputeThreads(int workers, int threads)
    {
        if ((long)workers * threads > MaxComputeThreads)
            throw new InvalidInputException(
                nameof(Threads), threads,
                $"a number with which the workers of a process have at most {MaxComputeThreads:N0} compute threads together; {workers} workers have {(long)workers * threads:N0}");
    }

    /// <summary>
    /// What observes messages, given the worker, whether the message goes to it, and the message; null if nothing does.
    /// </summary>
    internal Action<string, bool, object>? MessageObserver
    {
        get
        {
            Action<string, bool, object>? observer = Trace is { } trace ? trace.Record : null;
            return OnMessage is { } onMessage
                ? observer + ((worker, isToWorker, message) => onMessage(WorkerMessage.Of(worker, isToWorker, message))) : observer;
        }
    }

    /// <summary>The number of workers: <see cref="Workers"/>, or what fits the processors and the work in a step.</summary>
    internal int WorkersFor(TrainingSpec spec) => Workers ?? UsefulWorkers(spec);

    /// <summary>
    /// How many of these workers compute at the same time, each with <see cref="Threads"/>: workers for whom a step has too little work take
    /// turns on one thread, which has the weights in its caches. A given computer belongs to one worker.
    /// </summary>
    internal int ConcurrentWorkersFor(TrainingSpec spec)
    {
        var workers = WorkersFor(spec);
        return CreateComputer is null ? Math.Min(workers, UsefulWorkers(spec)) : workers;
    }

    private int UsefulWorkers(TrainingSpec spec)
    {
        // Forward and twice backward, each a multiplication and an addition per weight and sample.
        var flop = 6.0 * spec.Network.ParameterCount * spec.BatchSize;
        return (int)Math.Clamp(Math.Min(Processors / Threads, flop / MinFlopPerWorker), 1, MaxWorkers);
    }

    /// <summary>Checks every option, and that <see cref="ResumeFrom"/> fits the spec.</summary>
    internal void Validate(TrainingSpec spec, int minWorkers = 1)
    {
        InvalidInputException.ThrowIfOutside(Workers, minWorkers, MaxWorkers);
        InvalidInputException.ThrowIfOutside(Threads, 1, MaxThreads);
        CheckComputeThreads(WorkersFor(spec), Threads);
        InvalidInputException.ThrowIfOutside(Processors, 1, int.MaxValue);
        InvalidInputException.ThrowIfOutside(ReportEverySteps, 1, int.MaxValue);
        InvalidInputException.ThrowIfOutside(CheckpointEverySteps, 1, int.MaxValue);
        if (ResumeFrom is not { } state)
        {
            if (spec.InitialWeights is { } hash)
                throw InvalidInputException.Of("The run", $"begins with weights of SHA-256 {hash}, which are missing", advice: "give them as the state to resume from");
            return;
        }

        if (state.Step == 0 && spec.InitialWeights is { } expected && WeightsHash.Of(state.Parameters) is var actual && actual != expected)
            throw InvalidInputException.Of("The state to resume from", $"has weights of SHA-256 {actual}", $"the run begins with {expected}", "give the run's own state");
        var parameters = spec.Network.ParameterCount;
        if (state.Step < 0 || state.Parameters.Length != parameters || state.OptimizerState.Length != spec.Optimizer.StateCount
            || state.OptimizerState.Any(vector => vector.Length != parameters)
            || state.Best?.Parameters.Length is { } best && best != parameters)
            throw InvalidInputException.Of(
                $"The state to resume from, of step {state.Step},", $"does not fit network {spec.Network.Widths} with this optimizer",
                advice: "give the run's own state");
    }
}
