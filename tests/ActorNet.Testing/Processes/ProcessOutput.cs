using System.Text.Json;

namespace ActorNet.Cluster.Tests.Harness;

/// <summary>What a process writes: JSON lines, some of them events, and sentences to standard error. Safe for use by any thread.</summary>
internal sealed class ProcessOutput
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<JsonElement> _events = [];
    private readonly List<string> _errors = [];
    private TaskCompletionSource _changed = NewSignal();
    private bool _hasEnded;
    private long _lastStepAt;

    /// <summary>How many events there are: what comes after is new.</summary>
    public int EventCount
    {
        get
        {
            lock (_gate)
                return _events.Count;
        }
    }

    /// <summary>When it last told of steps, as a timestamp of the system's clock; 0 for never.</summary>
    public long LastStepAt => Volatile.Read(ref _lastStepAt);

    /// <summary>All of standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_gate)
                return string.Concat(_errors.Select(line => line + "\n"));
        }
    }

    /// <summary>Every line of both.</summary>
    public string All
    {
        get
        {
            lock (_gate)
                return string.Join('\n', _lines.Concat(_errors));
        }
    }

    /// <summary>The last object on standard output.</summary>
    public JsonElement LastObject
    {
        get
        {
            lock (_gate)
                return JsonDocument.Parse(_lines[^1]).RootElement;
        }
    }

    /// <summary>Takes a line of standard output; null is its end.</summary>
    public void TakeLine(string? line)
    {
        lock (_gate)
        {
            _hasEnded |= line is null;
            if (line is not null)
                _lines.Add(line);
            // The last line of a process that is killed may be a part of one.
            if (line?.StartsWith("{\"event\":", StringComparison.Ordinal) == true && IsWhole(line))
                _events.Add(JsonDocument.Parse(line).RootElement);
            if (line?.StartsWith("{\"event\":\"steps-completed\"", StringComparison.Ordinal) == true)
                Volatile.Write(ref _lastStepAt, TimeProvider.System.GetTimestamp());
            _changed.TrySetResult();
            _changed = NewSignal();
        }
    }

    private static bool IsWhole(string line)
    {
        try
        {
            JsonDocument.Parse(line).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Takes a line of standard error; null is its end.</summary>
    public void TakeError(string? line)
    {
        lock (_gate)
        {
            if (line is not null)
                _errors.Add(line);
        }
    }

    /// <summary>Whether such an event was told, not counting the first <paramref name="since"/>.</summary>
    public bool Has(string name, int since)
    {
        lock (_gate)
            return _events.Skip(since).Any(told => NameOf(told) == name);
    }

    /// <summary>The last event of this name; null where there is none.</summary>
    public JsonElement? FindLast(string name)
    {
        lock (_gate)
            return _events.FindLastIndex(told => NameOf(told) == name) is >= 0 and var index ? _events[index] : null;
    }

    /// <summary>Awaits an event, not counting the first <paramref name="since"/>.</summary>
    /// <returns>The event; null where the output ends without it.</returns>
    public async Task<JsonElement?> FindAsync(string name, Func<JsonElement, bool> where, int since, CancellationToken deadline)
    {
        for (var next = since; ;)
        {
            Task changed;
            lock (_gate)
            {
                for (; next < _events.Count; next++)
                {
                    if (NameOf(_events[next]) == name && where(_events[next]))
                        return _events[next];
                }

                if (_hasEnded)
                    return null;
                changed = _changed.Task;
            }

            await changed.WaitAsync(deadline);
        }
    }

    /// <summary>All of it, but for steps that are like those before.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            var last = _lines.FindLastIndex(IsStep);
            var told = _lines.Where((line, index) => index == last || !IsStep(line)).Select(line => line.Length > 400 ? line[..400] : line);
            return $"It wrote:\n{string.Join("\n", told)}\nand to standard error:\n{string.Join("\n", _errors)}";
        }

        static bool IsStep(string line) => line.Contains("steps-completed", StringComparison.Ordinal) || line.Contains("epoch-completed", StringComparison.Ordinal);
    }

    private static string? NameOf(JsonElement told) => told.GetProperty("event").GetString();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
