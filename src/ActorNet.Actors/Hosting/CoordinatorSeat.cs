using ActorNet.Actors.Coordinator;
using ActorNet.Actors.Standby;
using ActorNet.Learning;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;

namespace ActorNet.Actors.Hosting;

/// <summary>
/// This process's place among the coordinators of a run: it listens, joins the others, and copies what the active one keeps, until it is its turn to train.
/// Where there are no others it is so at once.
/// </summary>
public sealed class CoordinatorSeat : IAsyncDisposable
{
    private static readonly TimeSpan CatchUpPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenClaims = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan HandOverPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ExclusionPatience = TimeSpan.FromSeconds(10);

    private readonly CoordinatorNode _node;
    private readonly RunReplica _replica;
    private readonly ClusterOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _onNews;

    private CoordinatorSeat(CoordinatorNode node, RunReplica replica, ClusterOptions options, TimeProvider time, Action<string> onNews) =>
        (_node, _replica, _options, _time, _onNews) = (node, replica, options, time, onNews);

    /// <summary>The fencing number with which this coordinator trains, once it is its turn.</summary>
    public int Incarnation { get; private set; } = Incarnations.First;

    /// <summary>Listens, and joins the other coordinators.</summary>
    /// <param name="dataset">The samples, for workers that do not have them.</param>
    /// <param name="options">How this process takes part.</param>
    /// <param name="replica">What it has of the run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onNews">Told in sentences what it waits for; on any thread.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="InvalidInputException">It cannot listen as asked, or another coordinator trains something else.</exception>
    public static async Task<CoordinatorSeat> TakeAsync(
        Dataset dataset, ClusterOptions options, RunReplica replica, TimeProvider time, Action<string> onNews, CancellationToken cancellationToken)
    {
        var node = await CoordinatorNode.StartAsync(options, ArchiveOf(dataset), replica, time, cancellationToken).ConfigureAwait(false);
        try
        {
            await node.JoinAsync(onNews, cancellationToken).ConfigureAwait(false);
            return new CoordinatorSeat(node, replica, options, time, onNews);
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
        using (new ReplicaFollower(_replica, _node.Others, _node.Access, OnTaken, _onNews))
        {
            using var standing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(_node.Elected, _node.Excluded, over.Task, Task.Delay(Timeout.Infinite, standing.Token)).ConfigureAwait(false);
            await standing.CancelAsync().ConfigureAwait(false);
        }

        ThrowIfEnded(cancellationToken);
        if (!over.Task.IsCompleted)
        {
            await ClaimAsync(cancellationToken).ConfigureAwait(false);
            await Task.Run(() => ReplicaFollower.CatchUp(_replica, _node.Others, _node.Access, CatchUpPatience, _onNews, cancellationToken), cancellationToken)
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

    /// <summary>Trains, as <see cref="ClusterTrainer.TrainAsync"/> does, from <see cref="TrainerOptions.ResumeFrom"/> on.</summary>
    /// <exception cref="TrainingFailedException">This coordinator was cut off from most of the others, which go on.</exception>
    public async Task<TrainingResult> TrainAsync(
        TrainingSpec spec, Dataset dataset, TrainerOptions options, Action<TrainingEvent> onEvent, CancellationToken cancellationToken)
    {
        options = options with { Incarnation = Math.Max(Incarnation, options.Incarnation) };
        // What had begun with as many as were asked for goes on with any: some may have been lost with the coordinator.
        var rules = new ClusterRules { MinWorkers = _node.Others.Count == 0 || Incarnations.Term(Incarnation) == 0 ? _options.MinWorkers : 1 };
        var run = new CoordinatorRun(spec, dataset, options, rules, onEvent);
        await _node.BeginAsync(run).ConfigureAwait(false);
        using var stopping = cancellationToken.Register(_node.Stop);
        try
        {
            // Where it was excluded before it began, nobody is left who could end it.
            if (await Task.WhenAny(run.Result, _node.Excluded).ConfigureAwait(false) == _node.Excluded)
                await Task.WhenAny(run.Result, Task.Delay(ExclusionPatience, _time, CancellationToken.None)).ConfigureAwait(false);
            return run.Result.IsCompleted ? await run.Result.ConfigureAwait(false) : throw CutOff();
        }
        catch (CoordinatorStoppedException)
        {
            // Its actor is stopped first, and then the node is told why.
            await Task.WhenAny(_node.Excluded, Task.Delay(ExclusionPatience, _time, CancellationToken.None)).ConfigureAwait(false);
            throw _node.Excluded.IsCompleted ? CutOff() : new TrainingFailedException("The coordinator was stopped before the run was over.");
        }
    }

    /// <summary>Hands over what the others do not have yet, and leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_node.Excluded.IsCompleted)
            await _node.AwaitFollowersAsync(HandOverPatience).ConfigureAwait(false);
        await _node.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for the directory as long as another process has it: one that is cut off ends itself, and a lost machine's claim runs out.</summary>
    private async Task ClaimAsync(CancellationToken cancellationToken)
    {
        for (var isTold = false; !_replica.TryClaim(); isTold = true)
        {
            if (!isTold)
                _onNews($"Waiting for '{_replica.Directory!.Path}', which another process still has");
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
        $"This coordinator, {_node.Endpoint}, is cut off from most of the {_node.Others.Count + 1} coordinators, and has stopped; the run goes on where most are, or when they are started again.");

    private static DatasetArchive ArchiveOf(Dataset dataset)
    {
        var archive = new DatasetArchive(dataset);
        return archive.Length <= Array.MaxLength
            ? archive
            : throw new InvalidInputException(
                $"Data set '{dataset.Name}' has {archive.Length} bytes; at most {Array.MaxLength} can be sent to workers: train in one process, or with fewer samples.");
    }
}
