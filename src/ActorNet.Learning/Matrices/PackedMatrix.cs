using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Matrices;

/// <summary>
/// A matrix packed into <see cref="ColumnPanels"/>. Owns its buffer, which grows and is reused. Packed once, it serves any number of
/// products.
/// </summary>
internal sealed class PackedMatrix
{
    private readonly AlignedBuffer _elements = new(0);

    /// <summary>Valid until the next packing.</summary>
    public ColumnPanels Panels => ColumnPanels.Packed(_elements.Span, Depth, Columns);

    public int Depth { get; private set; }

    public int Columns { get; private set; }

    /// <summary>Reserves memory for a matrix [depth, columns]; its rows can then be packed in any order.</summary>
    public void Reshape(int depth, int columns)
    {
        (Depth, Columns) = (depth, columns);
        _elements.Reserve((columns + KernelWorkspace.MaxLanes) * depth);
    }

    /// <summary>
    /// Packs rows <paramref name="first"/> .. first + <paramref name="depth"/> - 1 of <paramref name="b"/> [depth, columns].
    /// </summary>
    public void Pack<TVector>(MatrixView b, int first, int depth) where TVector : struct, IVector<TVector>
    {
        var vectors = ColumnPanels.VectorsIn(Columns, TVector.Count);
        for (var d = first; d < first + depth; d++)
            for (int vector = 0, width; vector < vectors; vector += width)
            {
                width = TileShape.NextVectors(vectors - vector);
                ref var target = ref _elements.Span[(vector * Depth + d * width) * TVector.Count];
                for (var v = 0; v < width; v++)
                    TVector.Store(
                        TVector.Load(ref b.At(d, ColumnPanels.ColumnOf(vector + v, TVector.Count, Columns))),
                        ref Unsafe.Add(ref target, v * TVector.Count));
            }
    }

    /// <summary>Packs the same rows of the transpose of <paramref name="b"/> [columns, depth].</summary>
    public void PackTransposed<TVector>(MatrixView b, int first, int depth) where TVector : struct, IVector<TVector>
    {
        var vectors = ColumnPanels.VectorsIn(Columns, TVector.Count);
        for (int vector = 0, width; vector < vectors; vector += width)
        {
            width = TileShape.NextVectors(vectors - vector);
            ref var target = ref _elements.Span[(vector * Depth + first * width) * TVector.Count];
            for (var v = 0; v < width; v++)
                Transposition.Run(
                    ref b.At(ColumnPanels.ColumnOf(vector + v, TVector.Count, Columns), first), b.Stride,
                    ref Unsafe.Add(ref target, v * TVector.Count), width * TVector.Count, TVector.Count, depth);
        }
    }
}
