namespace ActorNet.Coordination.Exchange;

/// <summary>Two workers to be connected: <c>From</c> opens the link that <c>To</c> accepts.</summary>
internal readonly record struct PeerConnection(int From, int To);

/// <summary>
/// Which workers of other processes have a link to each other. Failed connections are tried again after growing intervals, from either
/// side in turn, since a firewall may let one of them through. All times count from the start of the run.
/// </summary>
internal sealed class PeerGraph
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(2);

    /// <summary>The maximum size of a group, and of links of a worker that joins: each pair costs a link and two threads.</summary>
    private const int MaxGroup = 32;

    /// <summary>A connection that is not there after this time has failed.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly List<int> _workers = []; // oldest first
    private readonly Dictionary<(int, int), Pair> _pairs = [];

    private sealed class Pair
    {
        public bool IsConnecting { get; set; }
        public bool IsConnected { get; set; }
        public int? Reported { get; set; } // the side that has reported the link, while the other has not
        public int Failures { get; set; }
        public TimeSpan DueAt { get; set; }
    }

    /// <summary>Grows with each change.</summary>
    public long Version { get; private set; }

    /// <summary>Adds a worker that peers can connect to.</summary>
    public void Add(int worker, TimeSpan now)
    {
        foreach (var other in _workers.Take(MaxGroup - 1))
            _pairs[Key(worker, other)] = new Pair { DueAt = now };
        _workers.Add(worker);
        Version++;
    }

    public void Remove(int worker)
    {
        if (!_workers.Remove(worker))
            return;
        foreach (var other in _workers)
            _pairs.Remove(Key(worker, other));
        Version++;
    }

    /// <summary>One of two workers reports that their link is open.</summary>
    public void RecordConnected(int worker, int peer)
    {
        if (!_pairs.TryGetValue(Key(worker, peer), out var pair) || !pair.IsConnecting)
            return;
        if (pair.Reported is null || pair.Reported == worker)
        {
            pair.Reported = worker;
            return;
        }

        (pair.IsConnecting, pair.IsConnected, pair.Failures) = (false, true, 0);
        Version++;
    }

    /// <summary>Whether two workers have been asked to connect, and have not reported a link yet.</summary>
    public bool IsConnecting(int worker, int peer) => _pairs.TryGetValue(Key(worker, peer), out var pair) && pair.IsConnecting;

    /// <summary>The link between two workers is closed, could not be opened, or carries nothing.</summary>
    public void RecordLost(int worker, int peer, TimeSpan now)
    {
        if (_pairs.TryGetValue(Key(worker, peer), out var pair) && (pair.IsConnecting || pair.IsConnected))
            Fail(pair, now);
    }

    /// <summary>The connections to try now. To be called now and then.</summary>
    public IEnumerable<PeerConnection> TakeDue(TimeSpan now)
    {
        foreach (var ((older, newer), pair) in _pairs)
        {
            if (pair.IsConnecting && now - pair.DueAt > ConnectTimeout)
                Fail(pair, now);
            if (pair.IsConnecting || pair.IsConnected || now < pair.DueAt)
                continue;
            (pair.IsConnecting, pair.Reported, pair.DueAt) = (true, null, now);
            yield return pair.Failures % 2 == 0 ? new PeerConnection(newer, older) : new PeerConnection(older, newer);
        }
    }

    /// <summary>
    /// Picks workers of which each is connected to each: best connected first, then oldest first, as many as fit. The result is in
    /// ascending order.
    /// </summary>
    public void PickGroup(IReadOnlyCollection<int> candidates, List<int> group)
    {
        group.Clear();
        foreach (var worker in _workers.Where(candidates.Contains).OrderByDescending(DegreeOf))
            if (group.Count < MaxGroup && group.TrueForAll(member => IsConnected(member, worker)))
                group.Add(worker);
        group.Sort();
    }

    private void Fail(Pair pair, TimeSpan now)
    {
        var wait = FirstRetry * Math.Pow(2, Math.Min(pair.Failures, 16));
        (pair.IsConnecting, pair.IsConnected, pair.Reported, pair.Failures) = (false, false, null, pair.Failures + 1);
        pair.DueAt = now + (wait < LastRetry ? wait : LastRetry);
        Version++;
    }

    private int DegreeOf(int worker) => _workers.Count(other => other != worker && IsConnected(worker, other));

    private bool IsConnected(int one, int other) => _pairs.TryGetValue(Key(one, other), out var pair) && pair.IsConnected;

    private static (int, int) Key(int one, int other) => one < other ? (one, other) : (other, one);
}
