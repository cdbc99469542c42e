namespace ActorNet.Models.Recording;

/// <summary>
/// Tells the user of a disk that fails: once for the metrics and once for the checkpoints, however often it is tried, and once when
/// everything is written again.
/// </summary>
/// <param name="run">The run's name.</param>
/// <param name="report">Takes a sentence.</param>
internal sealed class WriteFailureReporter(string run, Action<string> report)
{
    private readonly HashSet<string> _reported = [];

    /// <summary>Why the last try failed; null where it did not.</summary>
    public Exception? Reason { get; private set; }

    /// <summary>Whether a fault is the disk's: it may pass.</summary>
    public static bool IsDiskFault(Exception fault) => fault is IOException or UnauthorizedAccessException;

    /// <summary>A try failed.</summary>
    /// <param name="kind">What the file is, such as "Checkpoint".</param>
    /// <param name="file">The file's name.</param>
    /// <param name="reason">Why.</param>
    public void ReportFailure(string kind, string file, Exception reason)
    {
        Reason = reason;
        if (!_reported.Contains(kind)
            && TryReport($"{kind} '{file}' cannot be written ({reason.Message.TrimEnd('.')}); training goes on, and it is tried again."))
            _reported.Add(kind);
    }

    /// <summary>Everything is written.</summary>
    public void ReportRecovery()
    {
        Reason = null;
        if (_reported.Count > 0 && TryReport($"Run '{run}' can be written to again: everything is kept."))
            _reported.Clear();
    }

    /// <summary>The user may read a file on the same disk: what cannot be told now is told at the next try.</summary>
    private bool TryReport(string sentence)
    {
        try
        {
            report(sentence);
            return true;
        }
        catch (Exception fault) when (IsDiskFault(fault))
        {
            return false;
        }
    }
}
