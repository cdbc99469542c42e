using ActorNet.Learning.Matrices;

namespace ActorNet.Learning.Tests.Matrices;

/// <summary>
/// A matrix inside a larger array. Margins and the gaps between rows are NaN: a kernel that reads them spoils its result, and a write
/// there is detected.
/// </summary>
internal sealed class GuardedMatrix
{
    private const int Margin = 40; // more than the widest tile
    private static readonly float Guard = BitConverter.Int32BitsToSingle(0x7FC0BEEF);
    private readonly float[] _elements;

    /// <summary>A matrix of NaN, to be written.</summary>
    public GuardedMatrix(int rows, int columns, int gap)
    {
        Rows = rows;
        Columns = columns;
        Stride = columns + gap;
        _elements = new float[2 * Margin + rows * Stride];
        Array.Fill(_elements, Guard);
    }

    /// <summary>A matrix of <paramref name="values"/>, row by row.</summary>
    public GuardedMatrix(int rows, int columns, int gap, ReadOnlySpan<float> values) : this(rows, columns, gap)
    {
        for (var row = 0; row < rows; row++)
            values.Slice(row * columns, columns).CopyTo(View.Row(row));
    }

    public int Rows { get; }
    public int Columns { get; }
    public int Stride { get; }

    /// <summary>The matrix; its span ends with the last element of the last row.</summary>
    public MatrixView View => new(_elements.AsSpan(Margin, Rows == 0 ? 0 : (Rows - 1) * Stride + Columns), Rows, Columns, Stride);

    public void AssertHolds(ReadOnlySpan<float> expected, string what)
    {
        for (var row = 0; row < Rows; row++)
        {
            Bits.AssertEqual(expected.Slice(row * Columns, Columns), View.Row(row), $"{what}, row {row}");
            View.Row(row).Fill(Guard);
        }

        foreach (var element in _elements)
        {
            if (BitConverter.SingleToInt32Bits(element) != BitConverter.SingleToInt32Bits(Guard))
                Assert.Fail($"{what}: wrote outside of the matrix");
        }
    }
}
