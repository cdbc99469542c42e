using ActorNet.Cli.Bench.Scaling;
using ActorNet.Testing;

namespace ActorNet.Scaling.Machines;

/// <summary>What a machine's link does to packets: tbf limits their rate at both of its ends, and netem delays them.</summary>
/// <param name="Rate">In either direction.</param>
/// <param name="Delay">From one machine to another: half of it on the sender's link, half on the receiver's.</param>
internal sealed record LinkShape(LinkRate Rate, LinkDelay Delay)
{
    /// <summary>Two of the largest packets that the network stack makes, which tbf would cut up if they did not fit.</summary>
    private const int MinBurstBytes = 128 << 10;

    /// <summary>How long tbf may sleep before it sends at less than the rate.</summary>
    private const double BurstSeconds = 200e-6;

    /// <summary>Nothing is dropped where all workers answer at once, as in a switch that stops its senders.</summary>
    private const string QueueBytes = "67108864";

    private const string QueuePackets = "1000000";

    /// <summary>Shapes what leaves through a device.</summary>
    /// <exception cref="InvalidOperationException">tc failed.</exception>
    public void Apply(string networkNamespace, string device)
    {
        string[] root = ["root"];
        if (Delay.Seconds > 0)
        {
            Add([.. root, "handle", "1:", "netem", "delay", Invariant($"{Delay.Seconds * 1e6 / 2:0.###}us"), "limit", QueuePackets]);
            root = ["parent", "1:1", "handle", "10:"];
        }

        var burst = Math.Max(MinBurstBytes, Rate.BytesPerSecond * BurstSeconds);
        Add([
            .. root, "tbf", "rate", Invariant($"{Rate.BitsPerSecond:F0}bit"), "burst", Invariant($"{burst:F0}"), "limit", QueueBytes]);

        void Add(string[] discipline) =>
            SystemCommand.Run("tc", ["-n", networkNamespace, "qdisc", "add", "dev", device, .. discipline]);
    }
}
