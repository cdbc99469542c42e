using System.Diagnostics;
using ActorNet.Learning.Numerics;

namespace ActorNet.Fuzz;

/// <summary>The numbers of a run's inputs.</summary>
internal readonly record struct InputRange(uint First, uint Count);

/// <summary>Feeds a target with the inputs of a seed. Each input has its own random stream, so that it can be repeated alone.</summary>
internal sealed class FuzzRun(FuzzTarget target, ulong seed)
{
    /// <summary>The first inputs are not counted: allocations that happen once per process belong to no input.</summary>
    private const int WarmUp = 200;

    private readonly SeededRandom _random = new(seed, RandomPurpose.Generation, 0);

    public FuzzStatistics Statistics { get; } = new(target.Name);

    /// <returns>The first violation, in one sentence; null if there is none.</returns>
    public string? Execute(InputRange range)
    {
        using var watchdog = new Watchdog(Describe);
        try
        {
            for (var i = 0u; i < Math.Min(range.Count, WarmUp); i++)
                Feed(range.First + i, watchdog);
            Statistics.Begin();
            for (var i = 0u; i < range.Count; i++)
                Measure(range.First + i, watchdog);
            Statistics.End();
            return null;
        }
        catch (ViolationException violation)
        {
            return violation.Message;
        }
    }

    private void Measure(uint number, Watchdog watchdog)
    {
        var result = Feed(number, watchdog);
        // The allocation may contain another thread's collection or a first call: what an input needs, it needs every time.
        if (result.Bytes > Statistics.MaxBytes)
            result = result with { Bytes = Math.Min(result.Bytes, Feed(number, watchdog).Bytes) };
        if (result.Bytes > result.Input.Bytes.Length + target.MaxBytes(result.Input))
        {
            var allowed = target.MaxBytes(result.Input);
            throw new ViolationException(
                Describe(number, $"made it allocate {result.Bytes:N0} bytes, where at most {allowed:N0} are allowed"));
        }

        Statistics.Add(result.Accepted, result.Time, result.Bytes);
    }

    private readonly record struct ReadResult(FuzzInput Input, string? Accepted, TimeSpan Time, long Bytes);

    private ReadResult Feed(uint number, Watchdog watchdog)
    {
        _random.Reseed(seed, RandomPurpose.Generation, number);
        var input = target.Generate(_random);
        watchdog.Begin(number);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        object? accepted = null;
        try
        {
            accepted = target.Read(input);
        }
        catch (Exception error) when (target.IsRejection(error))
        {
        }
        catch (Exception error)
        {
            throw new ViolationException(
                Describe(number, $"made it throw {error}"));
        }

        var time = Stopwatch.GetElapsedTime(start);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        watchdog.End();
        return new ReadResult(input, accepted is null ? null : Verify(number, input, accepted), time, bytes);
    }

    private string? Verify(uint number, FuzzInput input, object accepted)
    {
        try
        {
            return target.Verify(input, accepted);
        }
        catch (ViolationException violation)
        {
            var kind = $"{input.Kind}, {input.Bytes.Length} bytes{(input.IsForged ? ", forged" : "")}";
            throw new ViolationException(Describe(number, $"({kind}) broke its law: {violation.Message}"));
        }
    }

    private string Describe(uint number, string what) => FormattableString.Invariant(
        $"{target.Name}: input {number} of seed {seed} {what}.\nRepeat it with: {target.Name} --seed {seed} --only {number}");
}
