namespace ActorNet.Learning.Numerics;

/// <summary>Placeholder contract, replaced by the elementary functions.</summary>
internal static class Elementary
{
    public static float Log(float x) => x;
    public static double CosineOfPi(double x) => x;
}
