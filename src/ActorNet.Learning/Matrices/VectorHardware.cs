namespace ActorNet.Learning.Matrices;

/// <summary>The vector width the runtime uses on this processor. It changes the speed, never a result.</summary>
internal static class VectorHardware
{
    /// <summary>Width of the widest vectors in bits: 512, 256, 128, or 32 without vectors.</summary>
    public static int Bits => Kernels.Best.Lanes * 32;
}
