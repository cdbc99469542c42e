namespace ActorNet.Learning.Numerics;

/// <summary>Applies a function to every element of a span, <c>TVector.Count</c> elements at a time.</summary>
internal static class Elementwise
{
    private const int MaxCount = 16;

    /// <summary>
    /// destination[i] = f(source[i]) for every i of <paramref name="source"/>; the bits do not depend on width or length.
    /// <paramref name="destination"/> is at least as long, and either the same memory as <paramref name="source"/> or disjoint from it.
    /// </summary>
    public static void Map<TVector, TFunction>(ReadOnlySpan<float> source, Span<float> destination)
        where TVector : struct, IVector<TVector>
        where TFunction : struct, IUnaryFunction
    {
        destination = destination[..source.Length];
        while (source.Length >= TVector.Count)
        {
            var x = TVector.Load(in MemoryMarshal.GetReference(source));
            TVector.Store(TFunction.Invoke(x), ref MemoryMarshal.GetReference(destination));
            source = source[TVector.Count..];
            destination = destination[TVector.Count..];
        }

        if (source.IsEmpty)
            return;

        // The tail goes through a padded block: one vector of work, and safe in place, where overlapping would apply f twice.
        Span<float> block = stackalloc float[MaxCount];
        source.CopyTo(block);
        ref var first = ref MemoryMarshal.GetReference(block);
        TVector.Store(TFunction.Invoke(TVector.Load(in first)), ref first);
        block[..source.Length].CopyTo(destination);
    }

    /// <summary>
    /// destination[i] = f(x[i], y[i]) for every i of <paramref name="x"/>, with the same guarantees; <paramref name="destination"/> may
    /// be the same memory as either operand.
    /// </summary>
    public static void Map<TVector, TFunction>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> destination)
        where TVector : struct, IVector<TVector>
        where TFunction : struct, IBinaryFunction
    {
        y = y[..x.Length];
        destination = destination[..x.Length];
        while (x.Length >= TVector.Count)
        {
            var result = TFunction.Invoke(
                TVector.Load(in MemoryMarshal.GetReference(x)), TVector.Load(in MemoryMarshal.GetReference(y)));
            TVector.Store(result, ref MemoryMarshal.GetReference(destination));
            x = x[TVector.Count..];
            y = y[TVector.Count..];
            destination = destination[TVector.Count..];
        }

        for (var i = 0; i < x.Length; i++)
        {
            var result = TFunction.Invoke(Simd1.Load(in x[i]), Simd1.Load(in y[i]));
            Simd1.Store(result, ref destination[i]);
        }
    }
}

/// <summary>A unary function written once for every vector width; <see cref="Elementwise"/> applies it to spans.</summary>
internal interface IUnaryFunction
{
    /// <summary>Each lane of the result depends on that lane of <paramref name="x"/> alone.</summary>
    static abstract T Invoke<T>(T x) where T : struct, IVector<T>;
}

/// <summary>A binary function written once for every vector width.</summary>
internal interface IBinaryFunction
{
    static abstract T Invoke<T>(T x, T y) where T : struct, IVector<T>;
}
