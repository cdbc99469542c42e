using System.Numerics;

namespace ActorNet.Learning.Numerics;

/// <summary>The purpose of a stream of random numbers. Streams of one seed that differ in purpose or index are independent.</summary>
internal enum RandomPurpose : uint
{
    /// <summary>The sample order of an epoch; the index is the epoch, from 1.</summary>
    SampleOrder = 0,

    /// <summary>The initial parameters of a layer; the index is the layer, from 0.</summary>
    Initialization = 1,

    /// <summary>The split of a data set's rows into training and test rows; the index is 0.</summary>
    DataSplit = 2,

    /// <summary>One generated sample; the index is the sample.</summary>
    Generation = 3,
}

/// <summary>
/// Deterministic random numbers: xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), seeded by
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). A stream is a pure function of (seed,
/// purpose, index); docs/law.md states it exactly.
/// </summary>
internal sealed class SeededRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _s0, _s1, _s2, _s3;
    private float _spareNormal;
    private bool _hasSpareNormal;

    public SeededRandom(ulong seed, RandomPurpose purpose, uint index) => Reseed(seed, purpose, index);

    /// <summary>Switches to the stream of (seed, purpose, index), at its start.</summary>
    public void Reseed(ulong seed, RandomPurpose purpose, uint index)
    {
        var state = seed;
        state = SplitMix64(ref state) ^ ((ulong)purpose << 32 | index);
        _s0 = SplitMix64(ref state);
        _s1 = SplitMix64(ref state);
        _s2 = SplitMix64(ref state);
        _s3 = SplitMix64(ref state);
        _hasSpareNormal = false;
    }

    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>
    /// A uniform integer in 0 .. bound - 1, without bias (Lemire, "Fast random integer generation in an interval", 2019).
    /// </summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var n = (ulong)bound;
        var high = Math.BigMul(NextBits(), n, out var low);
        if (low < n)
        {
            var threshold = (0UL - n) % n;
            while (low < threshold)
                high = Math.BigMul(NextBits(), n, out low);
        }

        return (int)high;
    }

    /// <summary>A uniform float in [0, 1): the top 24 bits times 2^-24.</summary>
    public float NextFloat() => (NextBits() >> 40) * (1f / (1 << 24));

    /// <summary>A uniform float in [-1, 1): 2·<see cref="NextFloat"/> - 1, which is exact.</summary>
    public float NextSymmetricFloat() => 2f * NextFloat() - 1f;

    /// <summary>
    /// A standard normal float by Marsaglia's polar method ("A convenient method for generating normal variables", 1964) with
    /// <see cref="Elementary.Log(float)"/>. The method makes pairs; the next call returns the second of a pair.
    /// </summary>
    public float NextNormal()
    {
        if (_hasSpareNormal)
        {
            _hasSpareNormal = false;
            return _spareNormal;
        }

        float u, v, s;
        do
        {
            u = NextSymmetricFloat();
            v = NextSymmetricFloat();
            s = MathF.FusedMultiplyAdd(u, u, v * v);
        }
        while (s >= 1f || s == 0f);

        var scale = MathF.Sqrt(-2f * Elementary.Log(s) / s);
        _spareNormal = v * scale;
        _hasSpareNormal = true;
        return u * scale;
    }

    private static ulong SplitMix64(ref ulong state)
    {
        state += GoldenGamma;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
