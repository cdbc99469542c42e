using ActorNet.Learning;
using ActorNet.Models.Runs;

namespace ActorNet.Replication.Replicas;

/// <summary>
/// The run directory of a <see cref="RunReplica"/>. It is claimed only before a write: coordinators may share the directory, and then the
/// active one holds the claim. Not thread-safe except for <see cref="TransferClaim"/>.
/// </summary>
internal sealed class ReplicaFiles(RunDirectory directory, RunDescription description)
{
    private IDisposable? _claim;
    private int _metricsIncarnation; // the incarnation that the local metrics were copied from

    public RunDirectory Directory => directory;

    public RunDescription Description { get; private set; } = description;

    /// <summary>See <see cref="RunDirectory.CopyId"/>.</summary>
    public string CopyId { get; } = directory.CopyId();

    public long MetricsBytes => new FileInfo(directory.MetricsPath) is { Exists: true } metrics ? metrics.Length : 0;

    /// <summary>Claims the directory; returns false if another process holds the claim.</summary>
    public bool TryClaim() => (_claim ??= directory.TryLock()) is not null;

    /// <summary>Claims the directory to copy steps after <paramref name="step"/> into it; an outcome in it is removed.</summary>
    /// <exception cref="InvalidInputException">Another process holds the claim.</exception>
    public void ClaimForCopying(long step)
    {
        if (_claim is not null)
            return;
        _claim = directory.Lock();
        directory.Reopen(Description, step);
    }

    /// <summary>Transfers ownership of the claim to the caller; null if there is none.</summary>
    public IDisposable? TransferClaim() => Interlocked.Exchange(ref _claim, null);

    /// <summary>Makes this the directory of another run; it must contain no steps.</summary>
    public void ReplaceRun(RunDescription run)
    {
        Description = run with { Dataset = Description.Dataset };
        ClaimForCopying(0);
        directory.Reopen(Description, 0);
        directory.Checkpoints.RemoveFrom(0);
        File.Delete(directory.MetricsPath);
    }

    /// <summary>
    /// Copies metrics: those after the local end while the incarnation is the same. A rewind or a takeover changes the incarnation; then
    /// all are copied again.
    /// </summary>
    public void CopyMetrics(ReplicaState theirs, IRunFileSource source)
    {
        var name = directory.NameOf(directory.MetricsPath);
        var mine = new FileInfo(directory.MetricsPath);
        if (_metricsIncarnation != theirs.Newest!.Incarnation || !mine.Exists || mine.Length > theirs.MetricsBytes)
        {
            directory.WriteMetrics(stream => source.Copy(name, 0, stream));
        }
        else
        {
            using var file = new FileStream(directory.MetricsPath, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            source.Copy(name, mine.Length, file);
        }

        _metricsIncarnation = theirs.Newest.Incarnation;
    }
}
