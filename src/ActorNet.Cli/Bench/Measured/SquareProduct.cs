using ActorNet.Learning.Matrices;
using ActorNet.Learning.Numerics;

namespace ActorNet.Cli.Bench.Measured;

/// <summary>
/// C = A·B of square matrices without gaps between their rows, each beginning on a cache line; B is packed anew each time.
/// </summary>
internal sealed class SquareProduct
{
    private readonly int _size;
    private readonly AlignedBuffer _a, _b, _c;
    private readonly PackedMatrix _packed = new();
    private readonly KernelWorkspace _workspace = new();

    /// <summary>Matrices of <paramref name="size"/> rows and columns, filled with numbers in [-1, 1).</summary>
    public SquareProduct(int size)
    {
        _size = size;
        _a = new AlignedBuffer(size * size);
        _b = new AlignedBuffer(size * size);
        _c = new AlignedBuffer(size * size);
        RandomNumbers.Fill(_a.Span, 0);
        RandomNumbers.Fill(_b.Span, 1);
    }

    public double Flop => 2.0 * _size * _size * _size;

    public void Multiply()
    {
        _packed.Reshape(_size, _size);
        Kernels.Best.Pack(View(_b), 0, _size, _packed);
        Kernels.Best.Multiply(View(_a), _packed.Panels, [], View(_c), skipZeros: false, _workspace);
    }

    private MatrixView View(AlignedBuffer elements) => new(elements.Span, _size, _size);
}
