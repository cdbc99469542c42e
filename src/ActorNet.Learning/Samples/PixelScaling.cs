using System.Runtime.Intrinsics;

namespace ActorNet.Learning.Samples;

/// <summary>Bytes to floats: a pixel p in 0 .. 255 becomes p / 255, correctly rounded.</summary>
internal static class PixelScaling
{
    private static readonly float[] Features = CreateTable();

    /// <summary>Writes pixels / 255 to <paramref name="features"/>, which must be at least as long.</summary>
    public static void ToFeatures(ReadOnlySpan<byte> pixels, Span<float> features)
    {
        features = features[..pixels.Length];
        while (Vector256.IsHardwareAccelerated && pixels.Length >= Vector128<byte>.Count)
        {
            // Integers up to 255 are exact floats, and division is correctly rounded: the same bits as the table.
            var bytes = Vector128.LoadUnsafe(in MemoryMarshal.GetReference(pixels));
            var (low, high) = Vector256.Widen(Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes)));
            ref var target = ref MemoryMarshal.GetReference(features);
            (Vector256.ConvertToSingle(low.AsInt32()) / 255f).StoreUnsafe(ref target);
            (Vector256.ConvertToSingle(high.AsInt32()) / 255f).StoreUnsafe(ref target, (nuint)Vector256<float>.Count);
            pixels = pixels[Vector128<byte>.Count..];
            features = features[Vector128<byte>.Count..];
        }

        for (var i = 0; i < pixels.Length; i++)
            features[i] = Features[pixels[i]];
    }

    private static float[] CreateTable()
    {
        var table = new float[256];
        for (var p = 0; p < table.Length; p++)
            table[p] = p / 255f;
        return table;
    }
}
