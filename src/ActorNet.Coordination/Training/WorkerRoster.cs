using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>
/// The workers of a run: who is who, who is ready, and what each has done since the last report. Each has a number, which no other
/// gets after it: a worker that comes back under its old name is a new one.
/// </summary>
internal sealed class WorkerRoster
{
    private readonly List<Entry> _entries = [];
    private int _nextNumber;

    private sealed class Entry(int number, string name, int incarnation)
    {
        public int Number { get; } = number;
        public string Name { get; } = name;
        public int Incarnation { get; } = incarnation;
        public bool IsReady { get; set; }
        public long Samples { get; set; }
        public TimeSpan Busy { get; set; }
    }

    /// <summary>How many workers are ready.</summary>
    public int ReadyCount { get; private set; }

    /// <summary>How many were ready at once, at most.</summary>
    public int MaxReady { get; private set; }

    /// <summary>The names of those that are ready.</summary>
    public IEnumerable<string> ReadyNames => _entries.Where(entry => entry.IsReady).Select(entry => entry.Name);

    /// <summary>Adds a worker, not ready yet, that was accepted with this fencing number.</summary>
    /// <returns>The worker's number.</returns>
    public int Add(string name, int incarnation)
    {
        _entries.Add(new Entry(_nextNumber, name, incarnation));
        return _nextNumber++;
    }

    /// <summary>The number of the worker of this name; -1 where there is none.</summary>
    public int NumberOf(string name) => _entries.Find(entry => entry.Name == name)?.Number ?? -1;

    /// <summary>The name of a worker.</summary>
    public string NameOf(int number) => Find(number).Name;

    /// <summary>The fencing number that a worker was told.</summary>
    public int IncarnationOf(int number) => Find(number).Incarnation;

    /// <summary>Whether a worker is on the roster.</summary>
    public bool Has(int number) => _entries.Exists(entry => entry.Number == number);

    /// <summary>Notes that a worker can be given work.</summary>
    /// <returns>Whether it could not before.</returns>
    public bool SetReady(int number)
    {
        var entry = Find(number);
        if (entry.IsReady)
            return false;
        entry.IsReady = true;
        MaxReady = Math.Max(MaxReady, ++ReadyCount);
        return true;
    }

    /// <summary>Takes a worker off the roster.</summary>
    /// <returns>Whether it was ready.</returns>
    public bool Remove(int number)
    {
        var entry = Find(number);
        _entries.Remove(entry);
        if (entry.IsReady)
            ReadyCount--;
        return entry.IsReady;
    }

    /// <summary>Notes what a worker has computed.</summary>
    public void Credit(int number, int samples, TimeSpan busy)
    {
        var entry = Find(number);
        entry.Samples += samples;
        entry.Busy += busy;
    }

    /// <summary>What each ready worker did in <paramref name="interval"/>, and begins the next interval.</summary>
    public WorkerProgress[] TakeProgress(TimeSpan interval)
    {
        var progress = new List<WorkerProgress>(ReadyCount);
        foreach (var entry in _entries)
        {
            if (!entry.IsReady)
                continue;
            progress.Add(new WorkerProgress(entry.Name, entry.Samples, interval > TimeSpan.Zero ? Math.Min(1, entry.Busy / interval) : 0));
            (entry.Samples, entry.Busy) = (0, TimeSpan.Zero);
        }

        return [.. progress];
    }

    private Entry Find(int number)
    {
        foreach (var entry in _entries)
            if (entry.Number == number)
                return entry;
        throw new ArgumentOutOfRangeException(nameof(number), $"There is no worker {number}.");
    }
}
