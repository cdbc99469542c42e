using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ActorNet.Learning.Matrices;

/// <summary>Transposition in blocks of 4 x 4, in registers if the processor supports it.</summary>
internal static class Transposition
{
    private const int Block = 4;

    private static bool IsVectorized => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>target[c, r] = source[r, c] for r below <paramref name="rows"/> and c below <paramref name="columns"/>.</summary>
    /// <param name="source">Element (0, 0); row r is at r·sourceRow.</param>
    /// <param name="sourceRow">The source's stride, in elements.</param>
    /// <param name="target">Element (0, 0); row c is at c·targetRow.</param>
    /// <param name="targetRow">The target's stride, in elements.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    public static void Run(ref float source, nint sourceRow, ref float target, nint targetRow, int rows, int columns)
    {
        var wholeColumns = IsVectorized && rows % Block == 0 ? columns - columns % Block : 0;
        for (var column = 0; column < wholeColumns; column += Block)
            for (var row = 0; row < rows; row += Block)
                RunBlock(
                    ref Unsafe.Add(ref source, row * sourceRow + column), sourceRow,
                    ref Unsafe.Add(ref target, column * targetRow + row), targetRow);
        for (var column = wholeColumns; column < columns; column++)
            for (var row = 0; row < rows; row++)
                Unsafe.Add(ref target, column * targetRow + row) = Unsafe.Add(ref source, row * sourceRow + column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunBlock(ref float source, nint sourceRow, ref float target, nint targetRow)
    {
        var row0 = Vector128.LoadUnsafe(ref source);
        var row1 = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, sourceRow));
        var row2 = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, 2 * sourceRow));
        var row3 = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, 3 * sourceRow));
        var low02 = InterleaveLow(row0, row2);
        var low13 = InterleaveLow(row1, row3);
        var high02 = InterleaveHigh(row0, row2);
        var high13 = InterleaveHigh(row1, row3);
        InterleaveLow(low02, low13).StoreUnsafe(ref target);
        InterleaveHigh(low02, low13).StoreUnsafe(ref Unsafe.Add(ref target, targetRow));
        InterleaveLow(high02, high13).StoreUnsafe(ref Unsafe.Add(ref target, 2 * targetRow));
        InterleaveHigh(high02, high13).StoreUnsafe(ref Unsafe.Add(ref target, 3 * targetRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveLow(Vector128<float> left, Vector128<float> right) =>
        Sse2.IsSupported ? Sse.UnpackLow(left, right) : AdvSimd.Arm64.ZipLow(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveHigh(Vector128<float> left, Vector128<float> right) =>
        Sse2.IsSupported ? Sse.UnpackHigh(left, right) : AdvSimd.Arm64.ZipHigh(left, right);
}
