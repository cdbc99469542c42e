using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using ActorNet.Replication.Replicas;

namespace ActorNet.Actors.Hosting;

/// <summary>
/// This process as one of a run's coordinators: it listens, joins the others, and replicates the active one's state until it is elected to
/// train; a single coordinator is elected at once.
/// </summary>
internal sealed class StandbyCoordinator : IAsyncDisposable
{
    private static readonly TimeSpan CatchUpTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClaimInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan HandOverTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ExclusionTimeout = TimeSpan.FromSeconds(10);

    private readonly CoordinatorHost _host;
    private readonly RunReplica _replica;
    private readonly ClusterOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _onEvent;

    private StandbyCoordinator(
        CoordinatorHost host, RunReplica replica, ClusterOptions options, TimeProvider time, Action<string> onEvent) =>
        (_host, _replica, _options, _time, _onEvent) = (host, replica, options, time, onEvent);

    /// <summary>The fencing number with which this coordinator trains, once elected.</summary>
    public int Incarnation { get; private set; } = Incarnations.First;

    /// <summary>
    /// Listens, and joins the other coordinators. <paramref name="onEvent"/> receives sentences about what it waits for, on any thread.
    /// </summary>
    /// <exception cref="InvalidInputException">It cannot listen as configured, or another coordinator trains something else.</exception>
    public static async Task<StandbyCoordinator> StartAsync(
        Dataset dataset, ClusterOptions options, RunReplica replica, TimeProvider time, Action<string> onEvent,
        CancellationToken cancellationToken)
    {
        var host = await CoordinatorHost.StartAsync(options, ArchiveOf(dataset), replica, time, cancellationToken).ConfigureAwait(false);
        try
        {
            await host.JoinAsync(onEvent, cancellationToken).ConfigureAwait(false);
            return new StandbyCoordinator(host, replica, options, time, onEvent);
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stands by until this coordinator is elected, then fetches the newest state that any other has.</summary>
    /// <returns>False if the run is already over.</returns>
    /// <exception cref="TrainingFailedException">The run has failed for good, or this coordinator was partitioned from the
    /// majority.</exception>
    public async Task<bool> AwaitTurnAsync(CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (new ReplicaPuller(_replica, _host.Others, _host.Access, OnTaken, _onEvent))
        {
            using var standby = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(_host.Elected, _host.Excluded, over.Task, Task.Delay(Timeout.Infinite, standby.Token)).ConfigureAwait(false);
            await standby.CancelAsync().ConfigureAwait(false);
        }

        ThrowIfEnded(cancellationToken);
        if (!over.Task.IsCompleted)
        {
            await ClaimDirectoryAsync(cancellationToken).ConfigureAwait(false);
            await Task.Run(
                () => ReplicaPuller.CatchUp(_replica, _host.Others, _host.Access, CatchUpTimeout, _onEvent, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }

        ThrowIfEnded(cancellationToken);
        if (_replica.Failure is { } failure)
            throw new TrainingFailedException(failure.Message);
        if (_replica.Outcome is not null)
            return false;
        Incarnation = _replica.TakeOver();
        return true;

        void OnTaken()
        {
            if (_replica.Outcome is not null || _replica.Failure is not null)
                over.TrySetResult();
        }
    }

    /// <summary>Trains from <see cref="TrainerOptions.ResumeFrom"/> on, as ClusterTrainer.TrainAsync does.</summary>
    /// <exception cref="TrainingFailedException">This coordinator was partitioned from the majority, which continues.</exception>
    public async Task<TrainingResult> TrainAsync(
        TrainingSpec spec, Dataset dataset, TrainerOptions options, Action<TrainingEvent> onEvent, CancellationToken cancellationToken)
    {
        options = options with { Incarnation = Math.Max(Incarnation, options.Incarnation) };
        // After a takeover any number of workers suffices: some may have been lost with the last coordinator.
        var policy = new ClusterPolicy
        {
            MinWorkers = _host.Others.Count == 0 || Incarnations.Term(Incarnation) == 0 ? _options.MinWorkers : 1,
            Topology = _options.Topology,
        };
        var run = new RunBootstrap(spec, dataset, options, policy, onEvent);
        await _host.BeginAsync(run).ConfigureAwait(false);
        using var stopping = cancellationToken.Register(_host.Stop);
        try
        {
            // If this node was removed before the run began, no actor is left that could end it.
            if (await Task.WhenAny(run.Result, _host.Excluded).ConfigureAwait(false) == _host.Excluded)
                await Task.WhenAny(run.Result, Task.Delay(ExclusionTimeout, _time, CancellationToken.None)).ConfigureAwait(false);
            return run.Result.IsCompleted ? await run.Result.ConfigureAwait(false) : throw PartitionedException();
        }
        catch (CoordinatorStoppedException)
        {
            // The actor stops before the host learns why.
            await Task.WhenAny(_host.Excluded, Task.Delay(ExclusionTimeout, _time, CancellationToken.None)).ConfigureAwait(false);
            throw _host.Excluded.IsCompleted ? PartitionedException() : new TrainingFailedException("The coordinator was stopped before the run was complete.");
        }
    }

    /// <summary>Waits for the others to replicate the rest, then leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_host.Excluded.IsCompleted)
            await _host.AwaitReplicasAsync(HandOverTimeout).ConfigureAwait(false);
        await _host.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Waits for the run's directory while another process holds it: a partitioned coordinator stops itself, and a lost machine's claim
    /// expires.
    /// </summary>
    private async Task ClaimDirectoryAsync(CancellationToken cancellationToken)
    {
        for (var isReported = false; !_replica.TryClaim(); isReported = true)
        {
            if (!isReported)
                _onEvent($"Waiting for '{_replica.Directory!.Path}', which another process still has");
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(_host.Excluded, Task.Delay(ClaimInterval, _time, waiting.Token)).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
            ThrowIfEnded(cancellationToken);
        }
    }

    private void ThrowIfEnded(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_host.Excluded.IsCompleted)
            throw PartitionedException();
    }

    private TrainingFailedException PartitionedException() => new(
        $"This coordinator, {_host.Endpoint}, is cut off from most of the {_host.Others.Count + 1} coordinators and stops; "
        + "the run continues where most of them are; start this one again to join them.");

    private static DatasetArchive ArchiveOf(Dataset dataset)
    {
        var archive = new DatasetArchive(dataset);
        return archive.Length <= Array.MaxLength
            ? archive
            : throw InvalidInputException.Of(
                $"Data set '{dataset.Name}'", $"has {archive.Length} bytes", $"at most {Array.MaxLength} can be sent to workers",
                "train in one process, or with fewer samples");
    }
}
