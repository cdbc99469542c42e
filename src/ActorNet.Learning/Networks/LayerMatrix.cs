using ActorNet.Learning.Matrices;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Networks;

/// <summary>
/// A matrix [rows, width] of activations or gradients, with one more column of constant ones: it makes the biases' gradient one more row
/// of the weights' gradient.
/// </summary>
internal sealed class LayerMatrix
{
    private readonly AlignedBuffer _elements;
    private readonly int _width;
    private readonly int _stride;

    public LayerMatrix(int maxRows, int width)
    {
        _width = width;
        _stride = PaddedStride(width + 1);
        _elements = new AlignedBuffer(maxRows * _stride);
        for (var row = 0; row < maxRows; row++)
            _elements.Span[row * _stride + width] = 1f;
    }

    /// <summary>The first <paramref name="rows"/> rows, without the column of ones.</summary>
    public MatrixView View(int rows) => new(_elements.Span, rows, _width, _stride);

    /// <summary>The first <paramref name="rows"/> rows, with the column of ones.</summary>
    public MatrixView ViewWithOnes(int rows) => new(_elements.Span, rows, _width + 1, _stride);

    /// <summary>
    /// An odd number of whole cache lines of 16 floats: with an even one a column's elements would compete for few sets of the cache.
    /// </summary>
    private static int PaddedStride(int columns)
    {
        const int line = 16;
        var lines = (columns + line - 1) / line;
        return (lines | 1) * line;
    }
}
