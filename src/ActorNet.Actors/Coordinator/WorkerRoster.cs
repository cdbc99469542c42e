using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Actors.Coordinator;

/// <summary>The workers of a run: who is who, who is ready, and what each has done since the last report.</summary>
internal sealed class WorkerRoster
{
    private readonly List<Entry> _entries = [];
    private readonly List<int> _ready = [];

    private sealed class Entry(IActorRef worker, string name)
    {
        public IActorRef Worker { get; } = worker;
        public string Name { get; } = name;
        public long Samples { get; set; }
        public TimeSpan Busy { get; set; }
        public bool IsLost { get; set; }
    }

    /// <summary>The numbers of the workers that are ready, in the order they became so.</summary>
    public IReadOnlyList<int> Ready => _ready;

    /// <summary>Takes a worker in, not ready yet.</summary>
    public void Add(IActorRef worker, string name) => _entries.Add(new Entry(worker, name));

    /// <summary>The number of a worker; -1 for a stranger.</summary>
    public int NumberOf(IActorRef worker)
    {
        for (var number = 0; number < _entries.Count; number++)
            if (_entries[number].Worker.Equals(worker))
                return number;
        return -1;
    }

    /// <summary>The worker with a number.</summary>
    public IActorRef this[int number] => _entries[number].Worker;

    /// <summary>The name of a worker.</summary>
    public string NameOf(int number) => _entries[number].Name;

    /// <summary>Notes that a worker can be given work.</summary>
    public void SetReady(int number)
    {
        if (!_ready.Contains(number) && !_entries[number].IsLost)
            _ready.Add(number);
    }

    /// <summary>Notes that a worker is lost.</summary>
    /// <returns>Whether it was not lost before.</returns>
    public bool Remove(int number)
    {
        _ready.Remove(number);
        if (_entries[number].IsLost)
            return false;
        _entries[number].IsLost = true;
        return true;
    }

    /// <summary>Notes what a worker has computed.</summary>
    public void Credit(int number, int samples, TimeSpan busy)
    {
        _entries[number].Samples += samples;
        _entries[number].Busy += busy;
    }

    /// <summary>What each ready worker did in <paramref name="interval"/>, and begins the next interval.</summary>
    public WorkerProgress[] TakeProgress(TimeSpan interval)
    {
        var progress = new WorkerProgress[_ready.Count];
        for (var i = 0; i < progress.Length; i++)
        {
            var entry = _entries[_ready[i]];
            progress[i] = new WorkerProgress(entry.Name, entry.Samples, interval > TimeSpan.Zero ? Math.Min(1, entry.Busy / interval) : 0);
            (entry.Samples, entry.Busy) = (0, TimeSpan.Zero);
        }

        return progress;
    }
}
