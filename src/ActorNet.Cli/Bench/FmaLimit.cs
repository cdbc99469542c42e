using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorNet.Learning.Matrices;
using ActorNet.Learning.Numerics;

namespace ActorNet.Cli.Bench;

/// <summary>
/// The most floating-point operations per second that one core can do: independent chains of fused multiply-adds, all of
/// them in registers, on the widest vectors the processor has. A multiply-add counts as two operations.
/// </summary>
/// <remarks>
/// Twelve chains hide the latency of the multiply-add (two units of four to five cycles need eight to ten), and with their
/// two constants fit the sixteen registers of AVX2. A shared machine is faster and slower by turns, so the limit is
/// measured again beside whatever is compared with it.
/// </remarks>
internal sealed class FmaLimit
{
    private const int Chains = 12;
    private const int Chunks = 5;
    private static readonly TimeSpan MinChunk = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly Func<long, float> _run;
    private readonly long _turns;

    /// <summary>Finds out how many turns take long enough to be measured.</summary>
    public FmaLimit(TimeProvider time)
    {
        _time = time;
        _run = Kernels.VectorBits switch
        {
            512 => Run<Simd16>,
            256 => Run<Simd8>,
            128 => Run<Simd4>,
            _ => Run<Simd1>,
        };
        for (_turns = 1000; TimeOf(_turns) < MinChunk; _turns *= 2) { }
    }

    /// <summary>The highest limit measured so far, in operations per second.</summary>
    public double Highest { get; private set; }

    /// <summary>The limit now, in operations per second: the best of a few chunks of a millisecond or two.</summary>
    public double Measure()
    {
        var best = TimeSpan.MaxValue;
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            var elapsed = TimeOf(_turns);
            best = elapsed < best ? elapsed : best;
        }

        var limit = 2.0 * Chains * (Kernels.VectorBits / 32) * _turns / best.TotalSeconds;
        Highest = Math.Max(Highest, limit);
        return limit;
    }

    private TimeSpan TimeOf(long turns)
    {
        var started = _time.GetTimestamp();
        _run(turns);
        return _time.GetElapsedTime(started);
    }

    /// <summary>Each chain is x := x/2 + 1, which goes to 2: it neither overflows nor becomes subnormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run<T>(long turns) where T : struct, IVector<T>
    {
        var half = T.Broadcast(0.5f);
        var one = T.Broadcast(1f);
        T x0 = one, x1 = one, x2 = one, x3 = one, x4 = one, x5 = one, x6 = one, x7 = one, x8 = one, x9 = one, x10 = one, x11 = one;
        for (var turn = 0L; turn < turns; turn++)
        {
            x0 = T.FusedMultiplyAdd(x0, half, one);
            x1 = T.FusedMultiplyAdd(x1, half, one);
            x2 = T.FusedMultiplyAdd(x2, half, one);
            x3 = T.FusedMultiplyAdd(x3, half, one);
            x4 = T.FusedMultiplyAdd(x4, half, one);
            x5 = T.FusedMultiplyAdd(x5, half, one);
            x6 = T.FusedMultiplyAdd(x6, half, one);
            x7 = T.FusedMultiplyAdd(x7, half, one);
            x8 = T.FusedMultiplyAdd(x8, half, one);
            x9 = T.FusedMultiplyAdd(x9, half, one);
            x10 = T.FusedMultiplyAdd(x10, half, one);
            x11 = T.FusedMultiplyAdd(x11, half, one);
        }

        Span<float> lanes = stackalloc float[T.Count];
        T.Store(x0 + x1 + (x2 + x3) + (x4 + x5 + (x6 + x7)) + (x8 + x9 + (x10 + x11)), ref MemoryMarshal.GetReference(lanes));
        return lanes[0];
    }
}
