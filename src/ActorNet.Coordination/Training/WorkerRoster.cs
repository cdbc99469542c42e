using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>
/// The workers of a run: names, readiness, and work since the last report. Numbers are never reused: a worker that comes back under its old
/// name is a new one.
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

    public int ReadyCount { get; private set; }

    public int MaxReady { get; private set; }

    public IEnumerable<string> ReadyNames => _entries.Where(entry => entry.IsReady).Select(entry => entry.Name);

    /// <summary>Adds a worker, not ready yet, that was accepted under this fencing number.</summary>
    /// <returns>The worker's number.</returns>
    public int Add(string name, int incarnation)
    {
        _entries.Add(new Entry(_nextNumber, name, incarnation));
        return _nextNumber++;
    }

    /// <summary>The number of the worker of this name; -1 if there is none.</summary>
    public int NumberOf(string name) => _entries.Find(entry => entry.Name == name)?.Number ?? -1;

    public string NameOf(int number) => Find(number).Name;

    /// <summary>The fencing number under which the worker was accepted.</summary>
    public int IncarnationOf(int number) => Find(number).Incarnation;

    public bool Contains(int number) => _entries.Exists(entry => entry.Number == number);

    /// <returns>Whether it was not ready before.</returns>
    public bool SetReady(int number)
    {
        var entry = Find(number);
        if (entry.IsReady)
            return false;
        entry.IsReady = true;
        MaxReady = Math.Max(MaxReady, ++ReadyCount);
        return true;
    }

    /// <returns>Whether it was ready.</returns>
    public bool Remove(int number)
    {
        var entry = Find(number);
        _entries.Remove(entry);
        if (entry.IsReady)
            ReadyCount--;
        return entry.IsReady;
    }

    public void RecordWork(int number, int samples, TimeSpan busy)
    {
        var entry = Find(number);
        entry.Samples += samples;
        entry.Busy += busy;
    }

    /// <summary>The work of each ready worker in <paramref name="interval"/>; starts the next interval.</summary>
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
