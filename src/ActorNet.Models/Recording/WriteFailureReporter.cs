namespace ActorNet.Models.Recording;

/// <summary>
/// Reports write failures to the user: once per outage for the metrics and once for the checkpoints, regardless of retries,
/// and once when everything is written again.
/// </summary>
internal sealed class WriteFailureReporter(string run, Action<string> report)
{
    private readonly HashSet<string> _reported = [];

    /// <summary>The error of the last attempt; null if it succeeded.</summary>
    public Exception? Reason { get; private set; }

    /// <summary>Whether an error is the disk's and so may be temporary.</summary>
    public static bool IsDiskFault(Exception fault) => fault is IOException or UnauthorizedAccessException;

    public void ReportFailure(string kind, string file, Exception reason)
    {
        Reason = reason;
        if (!_reported.Contains(kind)
            && TryReport($"{kind} '{file}' cannot be written ({reason.Message.TrimEnd('.')}); training goes on, and it is tried again."))
            _reported.Add(kind);
    }

    public void ReportRecovery()
    {
        Reason = null;
        if (_reported.Count > 0 && TryReport($"Run '{run}' can be written to again: everything is kept."))
            _reported.Clear();
    }

    /// <summary>The report itself may go to a log on the failing disk; if so, the next attempt repeats it.</summary>
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
