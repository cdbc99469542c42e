using ActorNet.Learning.Matrices;
using ActorNet.Learning.Networks;

namespace ActorNet.Cli.Bench.Measured;

/// <summary>
/// The three products of one layer in training, over all samples at once and with every zero: activations and deltas in padded rows with
/// their column of ones, weights and biases in one flat vector, and what a step packs packed anew each time.
/// </summary>
internal sealed class LayerProducts
{
    private readonly int _rows, _inputs, _outputs, _sliceSize;
    private readonly LayerMatrix _a, _z, _delta, _below;
    private readonly float[] _parameters, _gradient;
    private readonly PackedMatrix _packed = new();
    private readonly KernelWorkspace _workspace = new();

    /// <summary>A layer [inputs, outputs] over a block of samples, filled with numbers in [-1, 1).</summary>
    public LayerProducts(int rows, int inputs, int outputs, int sliceSize)
    {
        (_rows, _inputs, _outputs, _sliceSize) = (rows, inputs, outputs, sliceSize);
        _a = new LayerMatrix(rows, inputs);
        _z = new LayerMatrix(rows, outputs);
        _delta = new LayerMatrix(rows, outputs);
        _below = new LayerMatrix(rows, inputs);
        _parameters = new float[(inputs + 1) * outputs];
        _gradient = new float[_parameters.Length];
        RandomNumbers.Fill(_parameters, 0);
        for (var row = 0; row < rows; row++)
        {
            RandomNumbers.Fill(_a.View(rows).Row(row), (uint)(1 + 2 * row));
            RandomNumbers.Fill(_delta.View(rows).Row(row), (uint)(2 + 2 * row));
        }
    }

    /// <summary>The largest block of samples.</summary>
    public static int MaxRows => KernelWorkspace.MaxSamples;

    /// <summary>Floating-point operations of each product; the biases' share is not counted.</summary>
    public double Flop => 2.0 * _rows * _inputs * _outputs;

    /// <summary>z = a·W + b.</summary>
    public void Forward()
    {
        var panels = ColumnPanels.InPlace(Weights);
        if (_rows >= Backpropagation.MinPackedSamples)
        {
            _packed.Reshape(_inputs, _outputs);
            Kernels.Best.Pack(Weights, 0, _inputs, _packed);
            panels = _packed.Panels;
        }

        Kernels.Best.Multiply(_a.View(_rows), panels, _parameters.AsSpan(_inputs * _outputs), _z.View(_rows), skipZeros: false, _workspace);
    }

    /// <summary>g = aᵀ·delta, slice by slice and over the tree of slices.</summary>
    public void WeightGradient()
    {
        _packed.Reshape(_rows, _outputs);
        Kernels.Best.Pack(_delta.View(_rows), 0, _rows, _packed);
        Kernels.Best.MultiplySlices(
            _a.ViewWithOnes(_rows), _packed.Panels, _sliceSize, new MatrixView(_gradient, _inputs + 1, _outputs), skipZeros: false,
            _workspace);
    }

    /// <summary>d = delta·Wᵀ.</summary>
    public void InputGradient()
    {
        _packed.Reshape(_outputs, _inputs);
        Kernels.Best.PackTransposed(Weights, 0, _outputs, _packed);
        Kernels.Best.Multiply(_delta.View(_rows), _packed.Panels, [], _below.View(_rows), skipZeros: false, _workspace);
    }

    private MatrixView Weights => new(_parameters.AsSpan(0, _inputs * _outputs), _inputs, _outputs);
}
