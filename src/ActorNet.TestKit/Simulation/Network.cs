using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Simulation;

/// <summary>
/// Carries messages between nodes, in the order of sending for each direction of a connection, and does to them what the scenario says.
/// </summary>
internal sealed class Network(VirtualTime time, Chances chances, FaultSchedule faults)
{
    private static readonly TimeSpan Instant = TimeSpan.FromTicks(1);
    private static readonly TimeSpan ReorderLimit = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(string From, string To, object Connection), Direction> _directions = [];
    private readonly HashSet<(string From, string To)> _cuts = [];
    private readonly HashSet<(string From, string To)> _effectiveCuts = [];
    private readonly HashSet<object> _closed = new(ReferenceEqualityComparer.Instance); // connections that one end has closed
    private readonly Dictionary<string, List<Action>> _held = new(StringComparer.Ordinal);
    private readonly HashSet<string> _released = new(StringComparer.Ordinal);

    /// <summary>All messages so far, in the order of sending.</summary>
    public List<SimulatedMessage> Messages { get; } = [];

    /// <summary>One direction of a connection.</summary>
    private sealed class Direction
    {
        public TimeSpan LastArrival { get; set; }

        /// <summary>Counts broken links: messages of an earlier link do not arrive.</summary>
        public int Link { get; set; }

        /// <summary>What waits for the end of a cut, in order.</summary>
        public List<Action> Waiting { get; } = [];

        /// <summary>What waits for the next message to arrive.</summary>
        public List<Action> Overtaken { get; } = [];
    }

    /// <summary>Sends a message over a connection; <paramref name="deliver"/> receives its content when it arrives.</summary>
    public void Send(string from, string to, object connection, object content, Action<object> deliver)
    {
        var message = Payload.Describe(Messages.Count, from, to, content, time.Now);
        Messages.Add(message);
        var direction = Of(from, to, connection);
        var link = direction.Link;
        var (delay, isSent, isOvertaken) = (chances.Latency(), true, false);
        TimeSpan? copyAfter = null;
        foreach (var fault in faults.OnSend(message))
        {
            message.Fate = fault.ToString()["Fault.".Length..];
            switch (fault)
            {
                case MessageFault.Dropped:
                    isSent = false;
                    break;
                case MessageFault.Delayed delayed:
                    delay += delayed.Time;
                    break;
                case MessageFault.Duplicated duplicated:
                    copyAfter = duplicated.After;
                    break;
                case MessageFault.Reordered:
                    isOvertaken = true;
                    break;
                case MessageFault.Held held:
                    isSent = _released.Contains(held.Name);
                    if (!isSent)
                        Held(held.Name).Add(Arrive);
                    break;
                case MessageFault.BitFlipped:
                    Payload.FlipBit(content, chances.Next(int.MaxValue));
                    message.Hash = Payload.HashOf(content);
                    break;
            }
        }

        if (!isSent)
            return;
        if (isOvertaken)
        {
            direction.Overtaken.Add(Arrive);
            time.After(ReorderLimit, () => PassOvertaken(direction, Arrive));
            return;
        }

        direction.LastArrival = Max(direction.LastArrival + Instant, time.Now + delay);
        time.At(direction.LastArrival, () =>
        {
            Arrive();
            foreach (var overtaken in direction.Overtaken.ToList())
                PassOvertaken(direction, overtaken);
        });
        if (copyAfter is { } after)
            time.At(direction.LastArrival + after, Arrive);

        void Arrive()
        {
            if (IsCut(from, to))
                direction.Waiting.Add(Arrive);
            else if (direction.Link != link || _closed.Contains(connection))
                message.Fate ??= "lost with its link";
            else
                Deliver(message, content, deliver);
        }
    }

    /// <summary>Adds what a node learns without a message to the messages, as the protocol's message of it.</summary>
    public void Record(string from, string to, object content)
    {
        var message = Payload.Describe(Messages.Count, from, to, content, time.Now);
        message.ReceivedAt = time.Now;
        Messages.Add(message);
    }

    /// <summary>Interrupts a direction between two nodes.</summary>
    public void Cut(string from, string to) => _cuts.Add((from, to));

    /// <summary>Ends the interruption of a direction: what waited arrives, in order, before all that was sent later.</summary>
    /// <returns>Whether it was interrupted.</returns>
    public bool Heal(string from, string to)
    {
        if (!_cuts.Remove((from, to)))
            return false;
        foreach (var direction in Between(from, to))
        {
            var waiting = direction.Waiting.ToList();
            direction.Waiting.Clear();
            var at = time.Now;
            foreach (var arrive in waiting)
                time.At(at += Instant, arrive);
            direction.LastArrival = Max(direction.LastArrival, at);
        }

        return true;
    }

    /// <summary>Whether a direction is interrupted. Records that a node needed it: the interruption has had an effect.</summary>
    public bool IsCut(string from, string to)
    {
        if (!_cuts.Contains((from, to)))
            return false;
        _effectiveCuts.Add((from, to));
        return true;
    }

    /// <summary>Whether an interruption of a direction has had an effect so far.</summary>
    public bool HadEffect(string from, string to) => _effectiveCuts.Contains((from, to));

    /// <summary>Does something that <paramref name="to"/> learns from <paramref name="from"/> without a message: at once, or after a cut.</summary>
    public void Signal(string from, string to, object connection, Action action)
    {
        var direction = Of(from, to, connection);
        time.After(chances.Latency(), Arrive);

        void Arrive()
        {
            if (IsCut(from, to))
                direction.Waiting.Add(Arrive);
            else
                action();
        }
    }

    /// <summary>Loses what is on its way between two nodes.</summary>
    public void BreakLinks(string one, string other)
    {
        foreach (var direction in Between(one, other).Concat(Between(other, one)))
            Break(direction);
    }

    /// <summary>Loses what is on its way on a connection that one of its ends has closed.</summary>
    public void Close(object connection)
    {
        _closed.Add(connection);
        foreach (var direction in _directions.Where(entry => entry.Key.Connection == connection).Select(entry => entry.Value))
            Break(direction);
    }

    /// <summary>Delivers what was held under a name, and holds nothing under it from now on.</summary>
    /// <returns>Whether anything was held.</returns>
    public bool Release(string name)
    {
        _released.Add(name);
        var held = Held(name);
        var at = time.Now + chances.Latency();
        foreach (var arrive in held)
            time.At(at += Instant, arrive);
        var any = held.Count > 0;
        held.Clear();
        return any;
    }

    private void Deliver(SimulatedMessage message, object content, Action<object> deliver)
    {
        message.ReceivedAt ??= time.Now;
        deliver(content);
    }

    private static void Break(Direction direction)
    {
        direction.Link++;
        direction.LastArrival = TimeSpan.Zero;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private void PassOvertaken(Direction direction, Action arrive)
    {
        if (direction.Overtaken.Remove(arrive))
            time.After(Instant, arrive);
    }

    private List<Direction> Between(string from, string to) =>
        [.. _directions.Where(entry => entry.Key.From == from && entry.Key.To == to).Select(entry => entry.Value)];

    private List<Action> Held(string name) => _held.TryGetValue(name, out var held) ? held : _held[name] = [];

    private Direction Of(string from, string to, object connection) =>
        _directions.TryGetValue((from, to, connection), out var direction) ? direction : _directions[(from, to, connection)] = new Direction();
}
