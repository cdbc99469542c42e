namespace ActorNet.Learning.Matrices;

/// <summary>What the processor, as the runtime uses it, computes with. It changes the speed, never a result.</summary>
internal static class VectorHardware
{
    /// <summary>The width of the widest vectors in bits: 512, 256, 128, or 32 without any.</summary>
    public static int Bits => Kernels.Best.Lanes * 32;
}
