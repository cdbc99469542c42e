using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using ActorNet.Replication.Replicas;

namespace ActorNet.Actors.Hosting;

/// <summary>
/// This process's place among the coordinators of a run: it listens, joins the others, and copies what the active one keeps, until it is its turn to train.
/// Where there are no others it is so at once.
/// </summary>
internal sealed class StandbyCoordinator : IAsyncDisposable
{
    private static readonly TimeSpan CatchUpTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenClaims = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan HandOverTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ExclusionTimeout = TimeSpan.FromSeconds(10);

    private readonly CoordinatorHost _node;
    private readonly RunReplica _replica;
    private readonly ClusterOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _onEvent;

    private StandbyCoordinator(CoordinatorHost node, RunReplica replica, ClusterOptions options, TimeProvider time, Action<string> onEvent) =>
        (_node, _replica, _options, _time, _onEvent) = (node, replica, options, time, onEvent);

    /// <summary>The fencing number with which this coordinator trains, once it is its turn.</summary>
    public int Incarnation { get; private set; } = Incarnations.First;

    /// <summary>Listens, and joins the other coordinators.</summary>
    /// <param name="dataset">The samples, for workers that do not have them.</param>
    /// <param name="options">How this process takes part.</param>
    /// <param name="replica">What it has of the run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onEvent">Told in sentences what it waits for; on any thread.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="InvalidInputException">It cannot listen as asked, or another coordinator trains something else.</exception>
    public static async Task<StandbyCoordinator> StartAsync(
        Dataset dataset, ClusterOptions options, RunReplica replica, TimeProvider time, Action<string> onEvent, CancellationToken cancellationToken)
    {
        var node = await CoordinatorHost.StartAsync(options, ArchiveOf(dataset), replica, time, cancellationToken).ConfigureAwait(false);
        try
        {
            await node.JoinAsync(onEvent, cancellationToken).ConfigureAwait(false);
            return new StandbyCoordinator(node, replica, options, time, onEvent);
        }
        catch
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stands by until it is this coordinator's turn, and gets the newest state that any other has.</summary>
    /// <returns>False where the run is over, so that there is nothing to be done.</returns>
    /// <exception cref="TrainingFailedException">The run has failed for good, or this coordinator was cut off from most of the others.</exception>
    public async Task<bool> AwaitTurnAsync(CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (new ReplicaPuller(_replica, _node.Others, _node.Access, OnTaken, _onEvent))
        {
            using var standing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(_node.Elected, _node.Excluded, over.Task, Task.Delay(Timeout.Infinite, standing.Token)).ConfigureAwait(false);
            await standing.CancelAsync().ConfigureAwait(false);
        }

        ThrowIfEnded(cancellationToken);
        if (!over.Task.IsCompleted)
        {
            await ClaimAsync(cancellationToken).ConfigureAwait(false);
            await Task.Run(() => ReplicaPuller.CatchUp(_replica, _node.Others, _node.Access, CatchUpTimeout, _onEvent, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
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

    /// <summary>Trains, as ClusterTrainer.TrainAsync does, from <see cref="TrainerOptions.ResumeFrom"/> on.</summary>
    /// <exception cref="TrainingFailedException">This coordinator was cut off from most of the others, which go on.</exception>
    public async Task<TrainingResult> TrainAsync(
        TrainingSpec spec, Dataset dataset, TrainerOptions options, Action<TrainingEvent> onEvent, CancellationToken cancellationToken)
    {
        options = options with { Incarnation = Math.Max(Incarnation, options.Incarnation) };
        // What had begun with as many as were asked for goes on with any: some may have been lost with the coordinator.
        var rules = new ClusterPolicy { MinWorkers = _node.Others.Count == 0 || Incarnations.Term(Incarnation) == 0 ? _options.MinWorkers : 1 };
        var run = new RunBootstrap(spec, dataset, options, rules, onEvent);
        await _node.BeginAsync(run).ConfigureAwait(false);
        using var stopping = cancellationToken.Register(_node.Stop);
        try
        {
            // Where it was excluded before it began, nobody is left who could end it.
            if (await Task.WhenAny(run.Result, _node.Excluded).ConfigureAwait(false) == _node.Excluded)
                await Task.WhenAny(run.Result, Task.Delay(ExclusionTimeout, _time, CancellationToken.None)).ConfigureAwait(false);
            return run.Result.IsCompleted ? await run.Result.ConfigureAwait(false) : throw CutOff();
        }
        catch (CoordinatorStoppedException)
        {
            // Its actor is stopped first, and then the node is told why.
            await Task.WhenAny(_node.Excluded, Task.Delay(ExclusionTimeout, _time, CancellationToken.None)).ConfigureAwait(false);
            throw _node.Excluded.IsCompleted ? CutOff() : new TrainingFailedException("The coordinator was stopped before the run was complete.");
        }
    }

    /// <summary>Hands over what the others do not have yet, and leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_node.Excluded.IsCompleted)
            await _node.AwaitFollowersAsync(HandOverTimeout).ConfigureAwait(false);
        await _node.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for the directory as long as another process has it: one that is cut off ends itself, and a lost machine's claim runs out.</summary>
    private async Task ClaimAsync(CancellationToken cancellationToken)
    {
        for (var isTold = false; !_replica.TryClaim(); isTold = true)
        {
            if (!isTold)
                _onEvent($"Waiting for '{_replica.Directory!.Path}', which another process still has");
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(_node.Excluded, Task.Delay(BetweenClaims, _time, waiting.Token)).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
            ThrowIfEnded(cancellationToken);
        }
    }

    private void ThrowIfEnded(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_node.Excluded.IsCompleted)
            throw CutOff();
    }

    private TrainingFailedException CutOff() => new(
        $"This coordinator, {_node.Endpoint}, is cut off from most of the {_node.Others.Count + 1} coordinators and stops; the run continues where most of them are; start this one again to join them.");

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
