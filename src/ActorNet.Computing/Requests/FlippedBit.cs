using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Computing.Requests;

/// <summary>For tests: arithmetic that is wrong on purpose, by one bit.</summary>
internal static class FlippedBit
{
    /// <summary>What flips the lowest bit of the first number of each gradient from number <paramref name="first"/> on; null where it is null.</summary>
    public static Action<RoundId, PartialGradient>? From(long? first)
    {
        if (first is null)
            return null;
        var computed = 0L;
        return (_, gradient) =>
        {
            if (computed++ >= first)
                gradient.Sum(0)[0] = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(gradient.Sum(0)[0]) ^ 1);
        };
    }
}
