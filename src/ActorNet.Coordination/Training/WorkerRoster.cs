using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>
/// The workers of a run: names, stages, and work since the last report. Numbers are never reused: a worker that comes back under its old
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
        public WorkerStage Stage { get; set; } = WorkerStage.Offered;
        public string PeerEndpoint { get; set; } = "";
        public long Samples { get; set; }
        public TimeSpan Busy { get; set; }
    }

    public int AdmittedCount { get; private set; }

    public int MaxAdmitted { get; private set; }

    public IEnumerable<string> AdmittedNames => _entries.Where(entry => entry.Stage == WorkerStage.Admitted).Select(entry => entry.Name);

    /// <summary>Adds a worker that was accepted under this fencing number.</summary>
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

    public WorkerStage StageOf(int number) => Find(number).Stage;

    /// <returns>False if the worker is not in the stage before: a repeated or unrequested message.</returns>
    public bool TryAdvance(int number, WorkerStage stage)
    {
        var entry = Find(number);
        if (entry.Stage != stage - 1)
            return false;
        entry.Stage = stage;
        if (stage == WorkerStage.Admitted)
            MaxAdmitted = Math.Max(MaxAdmitted, ++AdmittedCount);
        return true;
    }

    /// <summary>The endpoint that its peers connect to; empty if they cannot.</summary>
    public string PeerEndpointOf(int number) => Find(number).PeerEndpoint;

    public void SetPeerEndpoint(int number, string endpoint) => Find(number).PeerEndpoint = endpoint;

    /// <returns>Whether it was admitted.</returns>
    public bool Remove(int number)
    {
        var entry = Find(number);
        _entries.Remove(entry);
        if (entry.Stage != WorkerStage.Admitted)
            return false;
        AdmittedCount--;
        return true;
    }

    public void RecordWork(int number, int samples, TimeSpan busy)
    {
        var entry = Find(number);
        entry.Samples += samples;
        entry.Busy += busy;
    }

    /// <summary>The work of each admitted worker in <paramref name="interval"/>; starts the next interval.</summary>
    public WorkerProgress[] TakeProgress(TimeSpan interval)
    {
        var progress = new List<WorkerProgress>(AdmittedCount);
        foreach (var entry in _entries)
        {
            if (entry.Stage != WorkerStage.Admitted)
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
