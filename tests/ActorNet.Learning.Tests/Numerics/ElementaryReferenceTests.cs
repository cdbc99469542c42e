using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Tests.Numerics;

/// <summary>
/// The exact bits, as programs in other languages compute them from the formulas of docs/law.md: a few results to look
/// at, and a digest over the whole range of floats that changes with any bit of any result.
/// </summary>
public class ElementaryReferenceTests
{
    [Theory]
    [InlineData(0x80000001, 0x3F800000)]
    [InlineData(0x3F800000, 0x402DF854)] // e
    [InlineData(0x40490FDB, 0x41B92024)] // e^π
    [InlineData(0x42B17217, 0x7F7FFF84)] // the last finite result
    [InlineData(0x42B17218, 0x7F800000)]
    [InlineData(0xC2AEAC50, 0x007FFFE6)] // subnormal
    [InlineData(0xC2CFF1B4, 0x00000001)] // the last result above zero
    [InlineData(0xC2CFF1B5, 0x00000000)]
    public void Exp_has_the_reference_bits(uint x, uint expected) => AssertBits(Elementary.Exp, x, expected);

    [Theory]
    [InlineData(0x00000000, 0xFF800000)]
    [InlineData(0x80000000, 0xFF800000)]
    [InlineData(0x00000001, 0xC2CE8ED0)] // the smallest subnormal number
    [InlineData(0x3F400000, 0xBE934B10)] // 3/4
    [InlineData(0x3F7FFFFF, 0xB3800000)]
    [InlineData(0x3F800000, 0x00000000)]
    [InlineData(0x3F800001, 0x33FFFFFF)]
    [InlineData(0x41200000, 0x40135D8E)] // 10
    [InlineData(0x7F7FFFFF, 0x42B17218)] // the largest float
    public void Log_has_the_reference_bits(uint x, uint expected) => AssertBits(Elementary.Log, x, expected);

    [Theory]
    [InlineData(0x00000001, 0x00000001)]
    [InlineData(0x3DCCCCCD, 0x3DC331FC)] // 0.1
    [InlineData(0x3F000000, 0x3ECF9920)] // 0.5
    [InlineData(0x3F000001, 0x3ECF9921)]
    [InlineData(0x3F800000, 0x3F317218)]
    public void Log1p_has_the_reference_bits(uint x, uint expected) => AssertBits(Elementary.Log1p, x, expected);

    [Theory]
    [InlineData(0x80000000, 0x3F000000)]
    [InlineData(0x3F800000, 0x3F3B26A8)] // 1
    [InlineData(0xBF800000, 0x3E89B2B1)] // -1
    [InlineData(0x41851592, 0x3F7FFFFF)] // 16.6
    [InlineData(0xC2AEAC50, 0x007FFFE6)] // subnormal
    [InlineData(0xC2CFF1B5, 0x00000000)]
    public void Sigmoid_has_the_reference_bits(uint x, uint expected) => AssertBits(Elementary.Sigmoid, x, expected);

    [Theory]
    [InlineData(0x00000000, 0x3F317218)]
    [InlineData(0x3F800000, 0x3FA818F6)] // 1
    [InlineData(0xBF800000, 0x3EA063D6)] // -1
    [InlineData(0xC1200000, 0x383E6AB3)] // -10
    [InlineData(0xC2CE8ED0, 0x00000001)]
    [InlineData(0x7F7FFFFF, 0x7F7FFFFF)]
    public void Softplus_has_the_reference_bits(uint x, uint expected) => AssertBits(Elementary.Softplus, x, expected);

    [Theory]
    [InlineData(0x80000000, 0x80000000)]
    [InlineData(0xBF000000, 0xBEEC9A9F)] // -0.5
    [InlineData(0x3F3FFFFF, 0x3F22991E)]
    [InlineData(0x3F400000, 0x3F22991F)] // 3/4, where the formula changes
    [InlineData(0xC0400000, 0xBF7EBBE9)] // -3
    [InlineData(0x41102CB3, 0x3F7FFFFF)]
    public void Tanh_has_the_reference_bits(uint x, uint expected) => AssertBits(Elementary.Tanh, x, expected);

    [Fact]
    public void Every_function_has_the_reference_digest()
    {
        var inputs = DigestInputs().ToArray();
        Assert.Equal(0x411E323C3C4B33F7U, Digest<ExpFunction>(inputs));
        Assert.Equal(0xBE5E4CF79979C4EEU, Digest<LogFunction>(inputs));
        Assert.Equal(0x3D9459E5C0C854C5U, Digest<SigmoidFunction>(inputs));
        Assert.Equal(0xA08C13806441F725U, Digest<SoftplusFunction>(inputs));
        Assert.Equal(0x653D67E992E4ABCAU, Digest<TanhFunction>(inputs));
        Assert.Equal(0x2EED2FC9FC86A513U, Digest<Log1pFunction>(inputs.Where(x => x is >= 0f and <= 1f).ToArray()));
    }

    /// <summary>The whole range of floats in wide steps, NaNs included, then 1/128 to 128 and their negatives in small ones.</summary>
    private static IEnumerable<float> DigestInputs()
    {
        for (ulong bits = 0; bits <= uint.MaxValue; bits += 29_989)
            yield return FloatWalk.FromBits((uint)bits);
        for (var bits = 0x3C000000U; bits < 0x43000000U; bits += 499)
        {
            yield return FloatWalk.FromBits(bits);
            yield return FloatWalk.FromBits(bits | 0x80000000U);
        }
    }

    /// <summary>FNV-1a over the results as 32-bit words.</summary>
    private static ulong Digest<TFunction>(float[] inputs) where TFunction : struct, IUnaryFunction
    {
        var results = new float[inputs.Length];
        Elementwise.Map<Simd8, TFunction>(inputs, results);
        return results.Aggregate(0xCBF29CE484222325, (hash, y) => unchecked((hash ^ BitConverter.SingleToUInt32Bits(y)) * 0x100000001B3));
    }

    private static void AssertBits(Func<float, float> function, uint x, uint expected) =>
        Assert.Equal(FloatWalk.Describe(FloatWalk.FromBits(expected)), FloatWalk.Describe(function(FloatWalk.FromBits(x))));
}
