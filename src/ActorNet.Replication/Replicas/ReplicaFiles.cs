using ActorNet.Learning;
using ActorNet.Models.Runs;

namespace ActorNet.Replication.Replicas;

/// <summary>
/// The run directory of a <see cref="RunReplica"/>. It is claimed only before something is written to it: coordinators may share it, and then the one that
/// trains has the claim. For one thread at a time, but for <see cref="TransferClaim"/>.
/// </summary>
/// <param name="directory">The directory.</param>
/// <param name="description">What its run.json says, or is to say where epochs are added.</param>
internal sealed class ReplicaFiles(RunDirectory directory, RunDescription description)
{
    private IDisposable? _claim;
    private int _metricsOf; // the incarnation whose metrics these are, as far as they go

    /// <summary>The directory.</summary>
    public RunDirectory Directory => directory;

    /// <summary>The run.</summary>
    public RunDescription Description { get; private set; } = description;

    /// <summary>See <see cref="RunDirectory.CopyId"/>.</summary>
    public string CopyId { get; } = directory.CopyId();

    /// <summary>The length of the metrics, in bytes.</summary>
    public long MetricsBytes => new FileInfo(directory.MetricsPath) is { Exists: true } metrics ? metrics.Length : 0;

    /// <summary>Claims the directory, unless another process has: then it returns false.</summary>
    public bool TryClaim() => (_claim ??= directory.TryLock()) is not null;

    /// <summary>Claims the directory to write copies to it, of steps after <paramref name="step"/>: what is there of an outcome is void.</summary>
    /// <exception cref="InvalidInputException">Another process has it.</exception>
    public void ClaimForCopying(long step)
    {
        if (_claim is not null)
            return;
        _claim = directory.Lock();
        directory.Reopen(Description, step);
    }

    /// <summary>Gives the claim away; null where there is none.</summary>
    public IDisposable? TransferClaim() => Interlocked.Exchange(ref _claim, null);

    /// <summary>Makes it the directory of another run; there must be nothing in it.</summary>
    public void ReplaceRun(RunDescription run)
    {
        Description = run with { Dataset = Description.Dataset };
        ClaimForCopying(0);
        directory.Reopen(Description, 0);
        directory.Checkpoints.RemoveFrom(0);
        File.Delete(directory.MetricsPath);
    }

    /// <summary>Metrics grow until the run goes back or somebody takes over, which changes the incarnation: then they are taken anew.</summary>
    public void CopyMetrics(ReplicaState theirs, IRunFileSource source)
    {
        var name = directory.NameOf(directory.MetricsPath);
        var mine = new FileInfo(directory.MetricsPath);
        if (_metricsOf != theirs.Newest!.Incarnation || !mine.Exists || mine.Length > theirs.MetricsBytes)
        {
            directory.WriteMetrics(stream => source.Copy(name, 0, stream));
        }
        else
        {
            using var file = new FileStream(directory.MetricsPath, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            source.Copy(name, mine.Length, file);
        }

        _metricsOf = theirs.Newest.Incarnation;
    }
}
