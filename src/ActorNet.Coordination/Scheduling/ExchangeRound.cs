using ActorNet.Coordination.Exchange;

namespace ActorNet.Coordination.Scheduling;

/// <summary>What is missing of the current exchange. All times count from the start of the run.</summary>
internal sealed class ExchangeRound
{
    private readonly HashSet<int> _shares = []; // workers whose share is not computed
    private readonly HashSet<int> _shards = []; // workers whose shard is not summed
    private readonly HashSet<(int Worker, int Peer)> _missing = []; // what workers lack of their peers
    private long _number;
    private bool _isLate;
    private TimeSpan _computedAt;
    private RunningAverage _addingTime;

    /// <summary>Null if there is none.</summary>
    public ExchangeAttempt? Attempt { get; private set; }

    public bool IsComplete => Attempt is not null && _shares.Count == 0 && _shards.Count == 0;

    public void Begin(ExchangeAttempt attempt)
    {
        (Attempt, _number, _isLate) = (attempt, attempt.Number, false);
        _missing.Clear();
        _shares.Clear();
        _shards.Clear();
        for (var member = 0; member < attempt.Plan.Members.Length; member++)
        {
            _shares.Add(attempt.Plan.Members[member].Worker);
            if (attempt.Plan.Shards.LengthOf(member) > 0)
                _shards.Add(attempt.Plan.Members[member].Worker);
        }
    }

    /// <summary>Ends the exchange, complete or not.</summary>
    public void End() => Attempt = null;

    public bool IsCurrent(long number) => Attempt?.Number == number;

    /// <summary>The exchange is abandoned since it takes too long: the next one is given more time to add, if that was the reason.</summary>
    public void RecordLate(TimeSpan now)
    {
        _isLate = true;
        if (Attempt is not null && _shares.Count == 0)
            _addingTime.Add((now - _computedAt).TotalSeconds);
    }

    /// <summary>Whether the worker's share is not computed yet.</summary>
    public bool AwaitsShareOf(int worker) => Attempt is not null && _shares.Contains(worker);

    /// <summary>Whether the worker is a member.</summary>
    public bool Has(int worker) => Attempt is not null && Attempt.Plan.IndexOf(worker) >= 0;

    public void RecordShare(int worker, TimeSpan now)
    {
        if (_shares.Remove(worker) && _shares.Count == 0)
            _computedAt = now;
    }

    public void RecordShard(int worker, TimeSpan now)
    {
        _shards.Remove(worker);
        // If a share is still missing, adding ends before it can be measured: what is left of it then is no time that others would take.
        if (IsComplete)
            _addingTime.Add((now - _computedAt).TotalSeconds);
    }

    /// <summary>
    /// A worker lacks something of a peer in this exchange, which may have ended. Whether the link between them is at fault: the exchange was
    /// late, and the peer has sent it, or lacks something of the worker in turn. Otherwise the peer may be late itself.
    /// </summary>
    public bool IsLinkAtFault(int worker, int peer, long number)
    {
        if (number != _number || !_isLate)
            return false;
        _missing.Add((worker, peer));
        return !_shares.Contains(peer) || _missing.Contains((peer, worker));
    }

    /// <summary>How long all shares have been computed, and how long the rest is expected to take; null while a share is missing.</summary>
    public (TimeSpan Waited, TimeSpan? Expected)? Adding(TimeSpan now) => Attempt is null || _shares.Count > 0
        ? null
        : (now - _computedAt, _addingTime.IsKnown ? TimeSpan.FromSeconds(_addingTime.Value) : null);

    /// <summary>Discards the time so far: the coordinator itself was paused.</summary>
    public void RestartTimer(TimeSpan now) => _computedAt = now;
}
