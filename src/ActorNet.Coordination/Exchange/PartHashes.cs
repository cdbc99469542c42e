using System.IO.Hashing;
using System.Runtime.InteropServices;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;

namespace ActorNet.Coordination.Exchange;

/// <summary>
/// In an audited exchange each member reports a hash (XXH128) of what it sent to each other member, its sums of that member's shard, and of
/// what it got. By these the coordinator finds out who is at fault when the shards are wrong.
/// </summary>
internal sealed class PartHashes(int members)
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = 16;

    /// <summary>By sender, then by receiver.</summary>
    public UInt128[][] Sent { get; } = Table(members);

    /// <summary>By receiver, then by sender.</summary>
    public UInt128[][] Received { get; } = Table(members);

    /// <summary>The hash of a gradient's sums of a shard, node by node.</summary>
    public static UInt128 Of(PartialGradient gradient, ReadOnlySpan<ParameterRange> shard)
    {
        var hash = new XxHash128();
        for (var node = 0; node < gradient.NodeCount; node++)
            foreach (var range in shard)
                hash.Append(MemoryMarshal.AsBytes(gradient.Sum(node).AsSpan(range.Start, range.Length)));
        return hash.GetCurrentHashAsUInt128();
    }

    private static UInt128[][] Table(int members) => [.. Enumerable.Range(0, members).Select(_ => new UInt128[members])];
}
