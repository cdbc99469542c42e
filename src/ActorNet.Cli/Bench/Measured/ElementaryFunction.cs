using ActorNet.Learning.Matrices;
using ActorNet.Learning.Numerics;

namespace ActorNet.Cli.Bench.Measured;

/// <summary>An elementary function over a vector that fits the first-level cache together with its result.</summary>
internal sealed class ElementaryFunction
{
    /// <summary>The vector's length: 8 KiB.</summary>
    public const int Elements = 2048;

    private readonly AlignedBuffer _x = new(Elements), _y = new(Elements);
    private readonly Action<ReadOnlySpan<float>, Span<float>> _map;

    private ElementaryFunction(string name, Action<ReadOnlySpan<float>, Span<float>> map, float min, float max)
    {
        Name = name;
        _map = map;
        RandomNumbers.Fill(_x.Span, 0);
        foreach (ref var x in _x.Span)
            x = min + (x + 1) / 2 * (max - min);
    }

    /// <summary>Each function, over arguments where it is neither constant nor straight.</summary>
    public static IEnumerable<ElementaryFunction> All =>
    [
        new("exp", Map<ExpFunction>(), -8, 8),
        new("log", Map<LogFunction>(), 1 / 16f, 16),
        new("sigmoid", Map<SigmoidFunction>(), -8, 8),
        new("tanh", Map<TanhFunction>(), -2, 2),
        new("softplus", Map<SoftplusFunction>(), -8, 8),
    ];

    public string Name { get; }

    public void Evaluate() => _map(_x.Span, _y.Span);

    private static Action<ReadOnlySpan<float>, Span<float>> Map<TFunction>()
        where TFunction : struct, IUnaryFunction => Kernels.Best.Lanes switch
    {
        16 => Elementwise.Map<Simd16, TFunction>,
        8 => Elementwise.Map<Simd8, TFunction>,
        4 => Elementwise.Map<Simd4, TFunction>,
        _ => Elementwise.Map<Simd1, TFunction>,
    };
}
