using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Tests.Numerics;

/// <summary>
/// A function has the same bits at every vector width (unsupported widths run in software), at every length and for every input, NaNs
/// included.
/// </summary>
public class ElementaryWidthTests
{
    private const uint CanonicalNaN = 0x7FC00000;
    private const int MaxLength = 100;

    [Fact]
    public void Exp_has_the_same_bits_at_every_width() => AssertSameBits<ExpFunction>(Elementary.Exp);

    [Fact]
    public void Log_has_the_same_bits_at_every_width() => AssertSameBits<LogFunction>(Elementary.Log);

    [Fact]
    public void Log1p_has_the_same_bits_at_every_width() => AssertSameBits<Log1pFunction>(Elementary.Log1p, x => x is >= 0f and <= 1f);

    [Fact]
    public void Sigmoid_has_the_same_bits_at_every_width() => AssertSameBits<SigmoidFunction>(Elementary.Sigmoid);

    [Fact]
    public void Softplus_has_the_same_bits_at_every_width() => AssertSameBits<SoftplusFunction>(Elementary.Softplus);

    [Fact]
    public void Tanh_has_the_same_bits_at_every_width() => AssertSameBits<TanhFunction>(Elementary.Tanh);

    [Fact]
    public void Every_NaN_result_is_the_canonical_one()
    {
        Func<float, float>[] functions = [Elementary.Exp, Elementary.Log, Elementary.Sigmoid, Elementary.Softplus, Elementary.Tanh];
        foreach (var function in functions)
        {
            foreach (var nan in FloatWalk.SpecialValues.Where(float.IsNaN))
                Assert.Equal(CanonicalNaN, Bits(function(nan)));
        }

        foreach (var negative in new[] { -float.Epsilon, -1f, float.MinValue, float.NegativeInfinity })
            Assert.Equal(CanonicalNaN, Bits(Elementary.Log(negative)));
    }

    private static void AssertSameBits<TFunction>(Func<float, float> scalar, Predicate<float>? domain = null)
        where TFunction : struct, IUnaryFunction
    {
        var inputs = FloatWalk.SpecialValues
            .Concat(FloatWalk.Numbers().Where((_, i) => i % 31 == 0))
            .Where(x => domain is null || domain(x))
            .ToArray();
        var expected = Array.ConvertAll(inputs, x => scalar(x));
        AssertWidth<Simd1, TFunction>(inputs, expected);
        AssertWidth<Simd4, TFunction>(inputs, expected);
        AssertWidth<Simd8, TFunction>(inputs, expected);
        AssertWidth<Simd16, TFunction>(inputs, expected);
    }

    private static void AssertWidth<TVector, TFunction>(float[] inputs, float[] expected)
        where TVector : struct, IVector<TVector>
        where TFunction : struct, IUnaryFunction
    {
        var whole = new float[inputs.Length];
        Elementwise.Map<TVector, TFunction>(inputs, whole);
        AssertBits(inputs, expected, whole);

        for (var length = 0; length <= MaxLength; length++)
        {
            var start = length * 31 % (inputs.Length - MaxLength);
            var source = inputs.AsSpan(start, length);
            var guarded = Enumerable.Repeat(123f, length + 1).ToArray();
            Elementwise.Map<TVector, TFunction>(source, guarded);
            AssertBits(source, expected.AsSpan(start, length), guarded.AsSpan(0, length));
            Assert.Equal(123f, guarded[length]);

            var inPlace = source.ToArray();
            Elementwise.Map<TVector, TFunction>(inPlace, inPlace);
            AssertBits(source, expected.AsSpan(start, length), inPlace);
        }
    }

    private static void AssertBits(ReadOnlySpan<float> inputs, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (Bits(expected[i]) == Bits(actual[i]))
                continue;
            var (x, alone, here) = (FloatWalk.Describe(inputs[i]), FloatWalk.Describe(expected[i]), FloatWalk.Describe(actual[i]));
            Assert.Fail($"f({x}) is {alone} alone, {here} at place {i} of {inputs.Length}");
        }
    }

    private static uint Bits(float x) => BitConverter.SingleToUInt32Bits(x);
}
