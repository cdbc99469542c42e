using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ActorNet.Learning.Samples;

/// <summary>Bytes to floats: a pixel p in 0 .. 255 becomes p / 255, correctly rounded.</summary>
internal static class PixelScaling
{
    private const int CacheLine = 64;

    private static readonly float[] Features = CreateTable();

    /// <summary>Writes pixels / 255 to <paramref name="features"/>, which must be at least as long.</summary>
    public static void ToFeatures(ReadOnlySpan<byte> pixels, Span<float> features)
    {
        // Integers up to 255 are exact floats, and division is correctly rounded: the same bits as the table.
        ref var source = ref MemoryMarshal.GetReference(pixels);
        ref var target = ref MemoryMarshal.GetReference(features[..pixels.Length]);
        nuint i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (var end = (nuint)(pixels.Length & ~(Vector128<byte>.Count - 1)); i < end; i += (nuint)Vector128<byte>.Count)
            {
                var bytes = Vector128.LoadUnsafe(ref source, i);
                var words = Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));
                if (Vector512.IsHardwareAccelerated)
                {
                    var integers = Vector512.Create(Vector256.WidenLower(words), Vector256.WidenUpper(words)).AsInt32();
                    (Vector512.ConvertToSingle(integers) / 255f).StoreUnsafe(ref target, i);
                }
                else
                {
                    (Vector256.ConvertToSingle(Vector256.WidenLower(words).AsInt32()) / 255f).StoreUnsafe(ref target, i);
                    (Vector256.ConvertToSingle(Vector256.WidenUpper(words).AsInt32()) / 255f)
                        .StoreUnsafe(ref target, i + (nuint)Vector256<float>.Count);
                }
            }
        }

        for (; i < (nuint)pixels.Length; i++)
            Unsafe.Add(ref target, i) = Features[Unsafe.Add(ref source, i)];
    }

    /// <summary>Asks the processor to bring pixels into its cache: those of a shuffled minibatch lie anywhere in memory.</summary>
    public static unsafe void Prefetch(ReadOnlySpan<byte> pixels)
    {
        if (!Sse.IsSupported)
            return;
        fixed (byte* first = pixels)
            for (var i = 0; i < pixels.Length; i += CacheLine)
                Sse.Prefetch0(first + i);
    }

    private static float[] CreateTable()
    {
        var table = new float[256];
        for (var p = 0; p < table.Length; p++)
            table[p] = p / 255f;
        return table;
    }
}
