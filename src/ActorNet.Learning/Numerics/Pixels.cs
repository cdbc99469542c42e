namespace ActorNet.Learning.Numerics;

/// <summary>Bytes to floats: a pixel p in 0 .. 255 is the feature p / 255, correctly rounded.</summary>
internal static class Pixels
{
    private static readonly float[] Features = MakeFeatures();

    /// <summary>Writes pixels / 255 to <paramref name="features"/>, which must be at least as long.</summary>
    public static void ToFeatures(ReadOnlySpan<byte> pixels, Span<float> features)
    {
        var table = Features;
        features = features[..pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            features[i] = table[pixels[i]];
    }

    private static float[] MakeFeatures()
    {
        var table = new float[256];
        for (var p = 0; p < table.Length; p++)
            table[p] = p / 255f;
        return table;
    }
}
