using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ActorNet.Fuzz;

/// <summary>The measurements of a run, printed as one line.</summary>
internal sealed class FuzzStatistics(string target)
{
    private readonly SortedDictionary<string, long> _accepted = new(StringComparer.Ordinal);
    private readonly Stopwatch _watch = new();
    private long _inputs;
    private long _rejected;
    private TimeSpan _slowest;

    /// <summary>The largest allocation for one input, in bytes.</summary>
    public long MaxBytes { get; private set; }

    /// <summary>Starts the clock.</summary>
    public void Begin() => _watch.Start();

    /// <summary>Stops the clock.</summary>
    public void End() => _watch.Stop();

    /// <param name="accepted">The kind of the accepted input; null if it was rejected.</param>
    /// <param name="bytes">The bytes allocated for it.</param>
    public void Add(string? accepted, TimeSpan time, long bytes)
    {
        _inputs++;
        if (accepted is null)
            _rejected++;
        else
            _accepted[accepted] = _accepted.GetValueOrDefault(accepted) + 1;
        _slowest = time > _slowest ? time : _slowest;
        MaxBytes = Math.Max(MaxBytes, bytes);
    }

    public override string ToString()
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{target,-12}{_inputs,10:N0} inputs  {_rejected,10:N0} refused  ");
        line.Append(CultureInfo.InvariantCulture, $"{_inputs - _rejected,10:N0} accepted  slowest {_slowest.TotalMilliseconds,7:F1} ms  ");
        line.Append(CultureInfo.InvariantCulture, $"most memory {MaxBytes / 1024.0,8:N1} KiB  {_watch.Elapsed.TotalSeconds,7:F1} s");
        if (_accepted.Count > 0)
        {
            var counts = _accepted.Select(each => FormattableString.Invariant($"{each.Key} {each.Value:N0}"));
            line.Append(CultureInfo.InvariantCulture, $"  ({string.Join(", ", counts)})");
        }

        return line.ToString();
    }
}
