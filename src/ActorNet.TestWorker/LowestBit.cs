namespace ActorNet.TestWorker;

/// <summary>The smallest error there is.</summary>
internal static class LowestBit
{
    public static void Flip(ref float number) => number = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(number) ^ 1);
}
