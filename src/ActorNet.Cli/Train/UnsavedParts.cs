namespace ActorNet.Cli.Train;

/// <summary>What of a run could not be written when it ended.</summary>
internal sealed class UnsavedParts(string path)
{
    private readonly List<string> _parts = [];
    private Exception? _reason;

    public bool Any => _parts.Count > 0;

    /// <summary>Adds what the recorder could not write, if anything.</summary>
    public void Add((int Events, IReadOnlyList<long> Checkpoints, Exception Reason)? records)
    {
        if (records is not var (events, checkpoints, reason))
            return;
        _reason = reason;
        if (events > 0)
            _parts.Add(Invariant($"{events:N0} of the metrics' lines"));
        foreach (var step in checkpoints)
            _parts.Add(Invariant($"the checkpoint of step {step:N0}"));
    }

    /// <summary>Writes a part, or adds it.</summary>
    public void Try(string part, Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _parts.Add(part);
            _reason ??= fault;
        }
    }

    /// <summary>The sentence and its reason.</summary>
    public TrainingFailedException ToException(string weights = "") => new(
        $"Not all of run '{path}' is kept: {string.Join(" and ", _parts)} could not be written "
            + $"({_reason!.Message.TrimEnd('.')}){weights}; when the disk works again, --resume {path} computes the lost parts again.",
        _reason);
}
