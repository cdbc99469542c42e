using System.Numerics;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Tests.Numerics;

/// <summary>The generator's exact numbers: computed from the published algorithms by a program in another language.</summary>
public class SeededRandomTests
{
    [Theory]
    [InlineData(0UL, RandomPurpose.SampleOrder, 1U, 0xEF75D62A19BA94ED, 0x8E9490536375F270, 0xC05630B1C614195D, 0x66DAA2D5136A8F29)]
    [InlineData(1UL, RandomPurpose.SampleOrder, 1U, 0x309714EC38D33B4C, 0x1BC11473D28024A0, 0xAA4F7BBEF2A5A194, 0xE418B571CCC48341)]
    [InlineData(1UL, RandomPurpose.SampleOrder, 2U, 0x84F02F195AB5FD66, 0x46FF6F0DAAF44911, 0x8276408E60C29367, 0x9D7CF08EEF179A7B)]
    [InlineData(1UL, RandomPurpose.Initialization, 0U, 0x9762E6894D384947, 0x2742E6608CD2F8F4, 0x5832E1EDABA90A08, 0xC19AB5F4AF949319)]
    [InlineData(42UL, RandomPurpose.DataSplit, 0U, 0xEFDAB5439C72BD70, 0x16B6FF6F166783A8, 0x49440F500F11AD8C, 0xF0546FCF3BB836F4)]
    [InlineData(
        ulong.MaxValue, RandomPurpose.Generation, uint.MaxValue,
        0xDAF238C42DF221F6, 0x6416B39DD0C47C8F, 0x65300E6469DCAB9C, 0xBA8BC810030B49AF)]
    public void A_stream_starts_with_the_reference_bits(
        ulong seed, object purpose, uint index, ulong first, ulong second, ulong third, ulong fourth)
    {
        var random = new SeededRandom(seed, (RandomPurpose)purpose, index);
        Assert.Equal([first, second, third, fourth], [random.NextBits(), random.NextBits(), random.NextBits(), random.NextBits()]);
    }

    [Fact]
    public void Every_stream_follows_the_published_algorithms()
    {
        AssertPublishedVectors();
        for (var i = 0UL; i < 64; i++)
        {
            var (seed, purpose, index) = (1UL << (int)i, (RandomPurpose)(i % 4), (uint)(i * i));
            var state = seed;
            state = SplitMix64(ref state) ^ ((ulong)purpose << 32 | index);
            ulong[] expected = [SplitMix64(ref state), SplitMix64(ref state), SplitMix64(ref state), SplitMix64(ref state)];
            var actual = new SeededRandom(seed, purpose, index);
            for (var draw = 0; draw < 200; draw++)
                Assert.Equal(Xoshiro256StarStar(expected), actual.NextBits());
        }
    }

    [Fact]
    public void NextInt_draws_the_reference_integers()
    {
        var random = Stream();
        Assert.Equal([1, 1, 6, 8, 9, 7, 5, 2, 9, 9, 2, 7], Enumerable.Range(0, 12).Select(_ => random.NextInt(10)));
        random = Stream();
        Assert.Equal([407603829, 232819257, 1428667870, 1913412280], Enumerable.Range(0, 4).Select(_ => random.NextInt(int.MaxValue)));
    }

    [Fact]
    public void NextFloat_draws_the_reference_floats()
    {
        var random = new SeededRandom(1, RandomPurpose.Initialization, 0);
        Assert.Equal([0x3F1762E6U, 0x3E1D0B98U, 0x3EB065C2U, 0x3F419AB5U], Enumerable.Range(0, 4).Select(_ => Bits(random.NextFloat())));
        random = new SeededRandom(1, RandomPurpose.Initialization, 0);
        Assert.Equal(
            [0x3E3B1730U, 0xBF317A34U, 0xBE9F347CU, 0x3F03356AU],
            Enumerable.Range(0, 4).Select(_ => Bits(random.NextSymmetricFloat())));
    }

    [Fact]
    public void NextNormal_draws_the_reference_floats()
    {
        var random = new SeededRandom(1, RandomPurpose.Initialization, 0);
        Assert.Equal(
            [0x3E96889DU, 0xBF8ECC7FU, 0xBF3DF821U, 0x3F9C901EU, 0xBF95CAA1U, 0xBF329186U, 0x3F08D946U, 0x3EE2CCA0U],
            Enumerable.Range(0, 8).Select(_ => Bits(random.NextNormal())));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void NextInt_rejects_a_bound_below_1(int bound) => Assert.Throws<ArgumentOutOfRangeException>(() => Stream().NextInt(bound));

    private static SeededRandom Stream() => new(1, RandomPurpose.SampleOrder, 1);

    private static uint Bits(float x) => BitConverter.SingleToUInt32Bits(x);

    /// <summary>Test vectors that other implementations of the two generators use.</summary>
    private static void AssertPublishedVectors()
    {
        var state = 1234567UL;
        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423],
            new[] { SplitMix64(ref state), SplitMix64(ref state), SplitMix64(ref state) });
        ulong[] words = [1, 2, 3, 4];
        Assert.Equal(
            [11520, 0, 1509978240, 1215971899390074240, 1216172134540287360],
            Enumerable.Range(0, 5).Select(_ => Xoshiro256StarStar(words)));
    }

    private static ulong SplitMix64(ref ulong state)
    {
        var z = unchecked(state += 0x9E3779B97F4A7C15);
        z = unchecked((z ^ z >> 30) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ z >> 27) * 0x94D049BB133111EB);
        return z ^ z >> 31;
    }

    private static ulong Xoshiro256StarStar(ulong[] s)
    {
        var result = unchecked(BitOperations.RotateLeft(s[1] * 5, 7) * 9);
        var t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = BitOperations.RotateLeft(s[3], 45);
        return result;
    }
}
