using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ActorNet.Fuzz;

/// <summary>What a run has measured, as one line.</summary>
internal sealed class FuzzFigures(string target)
{
    private readonly SortedDictionary<string, long> _accepted = new(StringComparer.Ordinal);
    private readonly Stopwatch _watch = new();
    private long _inputs;
    private long _refused;
    private TimeSpan _slowest;

    /// <summary>The most memory that an input needed.</summary>
    public long MaxBytes { get; private set; }

    /// <summary>From now on time counts.</summary>
    public void Begin() => _watch.Start();

    /// <summary>The run is over.</summary>
    public void End() => _watch.Stop();

    /// <summary>Counts an input.</summary>
    /// <param name="accepted">What was accepted; null where it was refused.</param>
    /// <param name="time">How long it took.</param>
    /// <param name="bytes">What it allocated.</param>
    public void Add(string? accepted, TimeSpan time, long bytes)
    {
        _inputs++;
        if (accepted is null)
            _refused++;
        else
            _accepted[accepted] = _accepted.GetValueOrDefault(accepted) + 1;
        _slowest = time > _slowest ? time : _slowest;
        MaxBytes = Math.Max(MaxBytes, bytes);
    }

    /// <summary>All of it in one line.</summary>
    public override string ToString()
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{target,-12}{_inputs,10:N0} inputs  {_refused,10:N0} refused  {_inputs - _refused,10:N0} accepted");
        line.Append(CultureInfo.InvariantCulture, $"  slowest {_slowest.TotalMilliseconds,7:F1} ms  most memory {MaxBytes / 1024.0,8:N1} KiB  {_watch.Elapsed.TotalSeconds,7:F1} s");
        if (_accepted.Count > 0)
            line.Append(CultureInfo.InvariantCulture, $"  ({string.Join(", ", _accepted.Select(each => FormattableString.Invariant($"{each.Key} {each.Value:N0}")))})");
        return line.ToString();
    }
}
