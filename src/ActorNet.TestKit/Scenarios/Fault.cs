using ActorNet.Learning;
using static ActorNet.TestKit.Scenarios.CSharp;

namespace ActorNet.TestKit.Scenarios;

/// <summary>Something that goes wrong. Its text is the C# that creates it.</summary>
public abstract record Fault
{
    private protected Fault() { }

    /// <summary>The nodes that it names.</summary>
    internal virtual IReadOnlyList<string> Nodes => [];

    /// <summary>Checks its arguments.</summary>
    /// <exception cref="InvalidInputException">One is not valid; the message names it.</exception>
    internal virtual void Validate()
    {
    }

    private protected void RequirePositive(TimeSpan time)
    {
        if (time <= TimeSpan.Zero)
            throw InvalidInputException.Of($"Fault {this}", $"takes {time}", "allowed is a time above 0");
    }

    /// <summary>The message is lost.</summary>
    public static Fault Drop { get; } = new MessageFault.Dropped();

    /// <summary>The message arrives so much later; later ones of the same direction wait behind it.</summary>
    public static Fault Delay(TimeSpan time) => new MessageFault.Delayed(time);

    /// <summary>The message arrives twice, the second time so much later.</summary>
    public static Fault Duplicate(TimeSpan after) => new MessageFault.Duplicated(after);

    /// <summary>The message arrives after the next one of the same direction, or after a second if there is none.</summary>
    public static Fault Reorder { get; } = new MessageFault.Reordered();

    /// <summary>The message waits for <see cref="Release"/> of the same name.</summary>
    public static Fault Hold(string name) => new MessageFault.Held(name);

    /// <summary>A bit of the numbers that the message carries is flipped; which one follows from the seed.</summary>
    public static Fault FlipBit { get; } = new MessageFault.BitFlipped();

    /// <summary>Held messages arrive.</summary>
    public static Fault Release(string name) => new NetworkFault.Released(name);

    /// <summary>
    /// Messages from one node to another wait from now on, as they do while a network is interrupted, until <see cref="Heal"/>.
    /// </summary>
    public static Fault CutOneWay(string from, string to) => new NetworkFault.Cut(from, to);

    /// <summary>As <see cref="CutOneWay"/>, in both directions.</summary>
    public static Fault Partition(string one, string other) => new NetworkFault.Partitioned(one, other);

    /// <summary>Ends <see cref="Partition"/> and <see cref="CutOneWay"/> between two nodes.</summary>
    public static Fault Heal(string one, string other) => new NetworkFault.Healed(one, other);

    /// <summary>The link between two nodes breaks: what is on its way is lost, and both notice.</summary>
    public static Fault BreakLink(string one, string other) => new NetworkFault.LinkBroken(one, other);

    /// <summary>A node's process dies.</summary>
    public static Fault Crash(string node) => new NodeFault.Crashed(node);

    /// <summary>
    /// A node's process starts again; one that runs is killed first. The coordinator resumes from its newest checkpoint.
    /// </summary>
    public static Fault Restart(string node) => new NodeFault.Restarted(node);

    /// <summary>A node's process is stopped for a time, as by SIGSTOP.</summary>
    public static Fault Pause(string node, TimeSpan time) => new NodeFault.Paused(node, time);

    /// <summary>A worker computes so many times as slowly from now on.</summary>
    public static Fault Slow(string worker, double factor) => new NodeFault.Slowed(worker, factor);

    /// <summary>A worker leaves in good order.</summary>
    public static Fault Leave(string worker) => new NodeFault.Left(worker);

    /// <summary>A worker that does not run joins.</summary>
    public static Fault Join(string worker) => new NodeFault.Joined(worker);

    /// <summary>
    /// A worker computes wrongly from now on, until it is expelled: a share of its gradients, from 0 to 1, has a flipped bit.
    /// </summary>
    public static Fault ComputeWrongly(string worker, double share = 1) => new NodeFault.Wrong(worker, share, IsInAdding: false);

    /// <summary>As <see cref="ComputeWrongly"/>, in the sums that it adds for others in an exchange.</summary>
    public static Fault AddWrongly(string worker, double share = 1) => new NodeFault.Wrong(worker, share, IsInAdding: true);

    /// <summary>The coordinator dies, and after so much time a standby with a copy of its newest checkpoint takes over.</summary>
    public static Fault TakeOver(TimeSpan after) => new CoordinatorFault.TakenOver(after);

    /// <summary>The coordinator's disk is full for a time.</summary>
    public static Fault DiskFull(TimeSpan time) => new CoordinatorFault.DiskFilled(time);

    /// <summary>The newest checkpoint loses its end, as after a power failure.</summary>
    public static Fault TornWrite { get; } = new CoordinatorFault.WriteTorn();

    /// <summary>The clocks of all machines jump; timers do not.</summary>
    public static Fault ClockJump(TimeSpan by) => new CoordinatorFault.ClockJumped(by);
}

/// <summary>A fault of one message.</summary>
public abstract record MessageFault : Fault
{
    private protected MessageFault() { }

    internal override void Validate()
    {
        if (this is Delayed { Time: var time })
            RequirePositive(time);
        if (this is Duplicated { After: var after } && after < TimeSpan.Zero)
            throw InvalidInputException.Of($"Fault {this}", $"comes {after} later", "allowed is a time from 0 on");
    }

    internal sealed record Dropped : MessageFault
    {
        public override string ToString() => "Fault.Drop";
    }

    internal sealed record Delayed(TimeSpan Time) : MessageFault
    {
        public override string ToString() => $"Fault.Delay({Of(Time)})";
    }

    internal sealed record Duplicated(TimeSpan After) : MessageFault
    {
        public override string ToString() => $"Fault.Duplicate({Of(After)})";
    }

    internal sealed record Reordered : MessageFault
    {
        public override string ToString() => "Fault.Reorder";
    }

    internal sealed record Held(string Name) : MessageFault
    {
        public override string ToString() => $"Fault.Hold({Of(Name)})";
    }

    internal sealed record BitFlipped : MessageFault
    {
        public override string ToString() => "Fault.FlipBit";
    }
}

internal abstract record NetworkFault : Fault
{
    internal override IReadOnlyList<string> Nodes => this switch
    {
        Cut cut => [cut.From, cut.To],
        Partitioned partitioned => [partitioned.One, partitioned.Other],
        Healed healed => [healed.One, healed.Other],
        LinkBroken broken => [broken.One, broken.Other],
        _ => [],
    };

    public sealed record Released(string Name) : NetworkFault
    {
        public override string ToString() => $"Fault.Release({Of(Name)})";
    }

    public sealed record Cut(string From, string To) : NetworkFault
    {
        public override string ToString() => $"Fault.CutOneWay({Of(From)}, {Of(To)})";
    }

    public sealed record Partitioned(string One, string Other) : NetworkFault
    {
        public override string ToString() => $"Fault.Partition({Of(One)}, {Of(Other)})";
    }

    public sealed record Healed(string One, string Other) : NetworkFault
    {
        public override string ToString() => $"Fault.Heal({Of(One)}, {Of(Other)})";
    }

    public sealed record LinkBroken(string One, string Other) : NetworkFault
    {
        public override string ToString() => $"Fault.BreakLink({Of(One)}, {Of(Other)})";
    }
}

internal abstract record NodeFault(string Node) : Fault
{
    internal override IReadOnlyList<string> Nodes => [Node];

    internal override void Validate()
    {
        if (Node == Scenario.Coordinator && this is not (Crashed or Restarted or Paused))
            throw InvalidInputException.Of($"Fault {this}", "is one of workers", "the coordinator crashes, restarts, is paused or taken over");
        if (this is Slowed { Factor: var factor } && !(factor > 0 && double.IsFinite(factor)))
            throw InvalidInputException.Of($"Fault {this}", $"has factor {factor}", "allowed is a number above 0");
        if (this is Wrong { Share: var share } && !(share is > 0 and <= 1))
            throw InvalidInputException.Of($"Fault {this}", $"has share {share}", "allowed is a number above 0, at most 1");
        if (this is Paused { Time: var time })
            RequirePositive(time);
    }

    public sealed record Crashed(string Node) : NodeFault(Node)
    {
        public override string ToString() => $"Fault.Crash({Of(Node)})";
    }

    public sealed record Restarted(string Node) : NodeFault(Node)
    {
        public override string ToString() => $"Fault.Restart({Of(Node)})";
    }

    public sealed record Paused(string Node, TimeSpan Time) : NodeFault(Node)
    {
        public override string ToString() => $"Fault.Pause({Of(Node)}, {Of(Time)})";
    }

    public sealed record Slowed(string Node, double Factor) : NodeFault(Node)
    {
        public override string ToString() => $"Fault.Slow({Of(Node)}, {Of(Factor)})";
    }

    public sealed record Left(string Node) : NodeFault(Node)
    {
        public override string ToString() => $"Fault.Leave({Of(Node)})";
    }

    public sealed record Joined(string Node) : NodeFault(Node)
    {
        public override string ToString() => $"Fault.Join({Of(Node)})";
    }

    public sealed record Wrong(string Node, double Share, bool IsInAdding) : NodeFault(Node)
    {
        public override string ToString() => $"Fault.{(IsInAdding ? "AddWrongly" : "ComputeWrongly")}({Of(Node)}, {Of(Share)})";
    }
}

internal abstract record CoordinatorFault : Fault
{
    internal override void Validate()
    {
        if (this is TakenOver { After: var after })
            RequirePositive(after);
        if (this is DiskFilled { Time: var time })
            RequirePositive(time);
    }

    public sealed record TakenOver(TimeSpan After) : CoordinatorFault
    {
        public override string ToString() => $"Fault.TakeOver({Of(After)})";
    }

    public sealed record DiskFilled(TimeSpan Time) : CoordinatorFault
    {
        public override string ToString() => $"Fault.DiskFull({Of(Time)})";
    }

    public sealed record WriteTorn : CoordinatorFault
    {
        public override string ToString() => "Fault.TornWrite";
    }

    public sealed record ClockJumped(TimeSpan By) : CoordinatorFault
    {
        public override string ToString() => $"Fault.ClockJump({Of(By)})";
    }
}
