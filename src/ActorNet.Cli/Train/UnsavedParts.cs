using System.Globalization;
using ActorNet.Learning;
using ActorNet.Models.Recording;
using static System.FormattableString;

namespace ActorNet.Cli.Train;

/// <summary>What of a run could not be written when it ended.</summary>
/// <param name="path">The run's folder, as the user would write it.</param>
internal sealed class UnsavedParts(string path)
{
    private readonly List<string> _parts = [];
    private Exception? _reason;

    public bool Any => _parts.Count > 0;

    /// <summary>Adds what the recorder could not write, if anything.</summary>
    public void Add(UnwrittenRecords? records)
    {
        if (records is null)
            return;
        _reason = records.Reason;
        if (records.Events > 0)
            _parts.Add(Invariant($"{records.Events:N0} of the metrics' lines"));
        foreach (var step in records.Checkpoints)
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
    /// <param name="weights">What is to be said of the weights; empty for nothing.</param>
    public TrainingFailedException ToException(string weights = "") => new(
        $"Not all of run '{path}' is kept: {string.Join(" and ", _parts)} could not be written ({_reason!.Message.TrimEnd('.')}){weights}; when the disk works again, --resume {path} computes the lost parts again.",
        _reason);
}
