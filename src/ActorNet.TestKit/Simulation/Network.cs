using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Simulation;

/// <summary>
/// Carries messages between nodes, in the order of sending for each direction, as connections do, and does to them what the scenario says.
/// </summary>
internal sealed class Network(VirtualTime time, Chances chances, FaultSchedule faults)
{
    private static readonly TimeSpan Instant = TimeSpan.FromTicks(1);
    private static readonly TimeSpan ReorderLimit = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(string From, string To), Direction> _directions = [];
    private readonly Dictionary<string, List<Action>> _held = [];

    /// <summary>All messages so far, in the order of sending.</summary>
    public List<SimulatedMessage> Messages { get; } = [];

    private sealed class Direction
    {
        public TimeSpan LastArrival { get; set; }

        public bool IsCut { get; set; }

        /// <summary>Counts broken links: messages of an earlier link do not arrive.</summary>
        public int Link { get; set; }

        /// <summary>What waits for the end of a cut.</summary>
        public List<Action> Waiting { get; } = [];

        /// <summary>What waits for the next message to arrive.</summary>
        public Action? Overtaken { get; set; }
    }

    /// <summary>Sends a message; <paramref name="deliver"/> receives its content when it arrives.</summary>
    public void Send(string from, string to, object content, Action<object> deliver)
    {
        var message = Payload.Describe(Messages.Count, from, to, content, time.Now);
        Messages.Add(message);
        var direction = Of(from, to);
        var link = direction.Link;
        var (delay, copies) = (chances.Latency(), 1);
        foreach (var fault in faults.OnSend(message))
        {
            message.Fate = fault.ToString()["Fault.".Length..];
            switch (fault)
            {
                case MessageFault.Dropped:
                    copies = 0;
                    break;
                case MessageFault.Delayed delayed:
                    delay += delayed.Time;
                    break;
                case MessageFault.Duplicated duplicated:
                    time.After(delay + duplicated.After, Arrive);
                    break;
                case MessageFault.Reordered:
                    copies = 0;
                    direction.Overtaken = Arrive;
                    time.After(ReorderLimit, () => PassOvertaken(direction));
                    break;
                case MessageFault.Held held:
                    copies = 0;
                    Held(held.Name).Add(Arrive);
                    break;
                case MessageFault.BitFlipped:
                    Payload.FlipBit(content, chances.Next(int.MaxValue));
                    message.Hash = Payload.HashOf(content);
                    break;
            }
        }

        if (copies == 0)
            return;
        direction.LastArrival = Max(direction.LastArrival + Instant, time.Now + delay);
        time.At(direction.LastArrival, () =>
        {
            Arrive();
            PassOvertaken(direction);
        });

        void Arrive()
        {
            if (direction.IsCut)
            {
                direction.Waiting.Add(Arrive);
                return;
            }

            if (direction.Link != link)
            {
                message.Fate ??= "lost with its link";
                return;
            }

            message.ReceivedAt ??= time.Now;
            deliver(content);
        }
    }

    /// <summary>Interrupts a direction, or restores it: what waited arrives then.</summary>
    public void SetCut(string from, string to, bool isCut)
    {
        var direction = Of(from, to);
        direction.IsCut = isCut;
        if (isCut)
            return;
        var waiting = direction.Waiting.ToList();
        direction.Waiting.Clear();
        foreach (var arrive in waiting)
            time.After(chances.Latency(), arrive);
    }

    public bool IsCut(string from, string to) => Of(from, to).IsCut;

    /// <summary>Loses what is on its way between two nodes.</summary>
    public void BreakLink(string one, string other)
    {
        foreach (var direction in new[] { Of(one, other), Of(other, one) })
        {
            direction.Link++;
            direction.Waiting.Clear();
            direction.Overtaken = null;
        }
    }

    /// <summary>Delivers what was held under a name.</summary>
    public void Release(string name)
    {
        foreach (var arrive in Held(name))
            time.After(chances.Latency(), arrive);
        Held(name).Clear();
    }

    private void PassOvertaken(Direction direction)
    {
        if (direction.Overtaken is not { } arrive)
            return;
        direction.Overtaken = null;
        time.After(Instant, arrive);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private List<Action> Held(string name) => _held.TryGetValue(name, out var held) ? held : _held[name] = [];

    private Direction Of(string from, string to) =>
        _directions.TryGetValue((from, to), out var direction) ? direction : _directions[(from, to)] = new Direction();
}
