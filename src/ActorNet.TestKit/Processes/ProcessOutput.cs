using System.Text.Json;

namespace ActorNet.TestKit.Processes;

/// <summary>The output of a process: JSON lines, some of them events, and sentences on standard error. Thread-safe.</summary>
internal sealed class ProcessOutput
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<JsonElement> _events = [];
    private readonly List<string> _errors = [];
    private TaskCompletionSource _changed = NewSignal();
    private bool _hasEnded;
    private long _lastStepAt;

    public int EventCount
    {
        get
        {
            lock (_gate)
                return _events.Count;
        }
    }

    /// <summary>The timestamp of the last steps-completed event; 0 before the first.</summary>
    public long LastStepAt => Volatile.Read(ref _lastStepAt);

    /// <summary>Standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_gate)
                return string.Concat(_errors.Select(line => line + "\n"));
        }
    }

    /// <summary>Standard output and standard error.</summary>
    public string All
    {
        get
        {
            lock (_gate)
                return string.Join('\n', _lines.Concat(_errors));
        }
    }

    /// <summary>The object on the last line of standard output; null if there is none.</summary>
    public JsonElement? LastObject
    {
        get
        {
            lock (_gate)
                return _lines.Count > 0 && IsWhole(_lines[^1]) ? JsonDocument.Parse(_lines[^1]).RootElement : null;
        }
    }

    /// <summary>Adds a line of standard output; null is its end.</summary>
    public void AddLine(string? line)
    {
        lock (_gate)
        {
            _hasEnded |= line is null;
            if (line is not null)
                _lines.Add(line);
            // A killed process may leave an incomplete last line.
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

    /// <summary>Adds a line of standard error; null is its end.</summary>
    public void AddError(string? line)
    {
        lock (_gate)
        {
            if (line is not null)
                _errors.Add(line);
        }
    }

    /// <summary>Whether there is such an event, not counting the first <paramref name="since"/>.</summary>
    public bool Has(string name, int since)
    {
        lock (_gate)
            return _events.Skip(since).Any(entry => NameOf(entry) == name);
    }

    /// <summary>The last event of this name; null if there is none.</summary>
    public JsonElement? FindLastEvent(string name)
    {
        lock (_gate)
            return _events.FindLastIndex(entry => NameOf(entry) == name) is >= 0 and var index ? _events[index] : null;
    }

    /// <summary>Waits for an event, not counting the first <paramref name="since"/>.</summary>
    /// <returns>The event; null if the output ends without it.</returns>
    public async Task<JsonElement?> WaitForEventAsync(string name, Func<JsonElement, bool> where, int since, CancellationToken deadline)
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

            await changed.WaitAsync(deadline).ConfigureAwait(false);
        }
    }

    /// <summary>The output without repeated step events.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            var last = _lines.FindLastIndex(IsStep);
            var lines = _lines.Where((line, index) => index == last || !IsStep(line))
                .Select(line => line.Length > 400 ? line[..400] : line);
            return $"It wrote:\n{string.Join("\n", lines)}\nand to standard error:\n{string.Join("\n", _errors)}";
        }

        static bool IsStep(string line) =>
            line.Contains("steps-completed", StringComparison.Ordinal) || line.Contains("epoch-completed", StringComparison.Ordinal);
    }

    private static string? NameOf(JsonElement entry) => entry.GetProperty("event").GetString();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
