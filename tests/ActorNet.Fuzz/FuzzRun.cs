using System.Diagnostics;
using ActorNet.Learning.Numerics;

namespace ActorNet.Fuzz;

/// <summary>The inputs of a run: so many from the first on.</summary>
internal readonly record struct InputRange(uint First, uint Count);

/// <summary>Feeds one target with the inputs of a seed, each from a stream of random numbers of its own, so that each can be repeated alone.</summary>
internal sealed class FuzzRun(FuzzTarget target, ulong seed)
{
    /// <summary>Inputs that are read first and not counted: what is allocated once in a process is nobody's input's.</summary>
    private const int WarmUp = 200;

    private readonly SeededRandom _random = new(seed, RandomPurpose.Generation, 0);

    /// <summary>What was measured.</summary>
    public FuzzFigures Figures { get; } = new(target.Name);

    /// <summary>Feeds the inputs.</summary>
    /// <returns>The first violation, in one sentence; null where there is none.</returns>
    public string? Execute(InputRange range)
    {
        using var watchdog = new Watchdog(Describe);
        try
        {
            for (var i = 0u; i < Math.Min(range.Count, WarmUp); i++)
                Feed(range.First + i, watchdog);
            Figures.Begin();
            for (var i = 0u; i < range.Count; i++)
                Measure(range.First + i, watchdog);
            Figures.End();
            return null;
        }
        catch (ViolationException violation)
        {
            return violation.Message;
        }
    }

    private void Measure(uint number, Watchdog watchdog)
    {
        var fed = Feed(number, watchdog);
        // Somebody else's collection or first call may have fallen into it: what an input needs, it needs every time.
        if (fed.Bytes > Figures.MaxBytes)
            fed = fed with { Bytes = Math.Min(fed.Bytes, Feed(number, watchdog).Bytes) };
        if (fed.Bytes > fed.Input.Bytes.Length + target.MaxBytes(fed.Input))
            throw new ViolationException(Describe(number, $"made it allocate {fed.Bytes:N0} bytes, where at most {target.MaxBytes(fed.Input):N0} are allowed"));
        Figures.Add(fed.Accepted, fed.Time, fed.Bytes);
    }

    private readonly record struct Fed(FuzzInput Input, string? Accepted, TimeSpan Time, long Bytes);

    private Fed Feed(uint number, Watchdog watchdog)
    {
        _random.Reseed(seed, RandomPurpose.Generation, number);
        var input = target.Make(_random);
        watchdog.Begin(number);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        object? accepted = null;
        try
        {
            accepted = target.Read(input);
        }
        catch (Exception error) when (target.IsRefusal(error))
        {
        }
        catch (Exception error)
        {
            throw new ViolationException(Describe(number, $"made it throw {error}"));
        }

        var time = Stopwatch.GetElapsedTime(start);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        watchdog.End();
        return new Fed(input, accepted is null ? null : Judge(number, input, accepted), time, bytes);
    }

    private string? Judge(uint number, FuzzInput input, object accepted)
    {
        try
        {
            return target.Judge(input, accepted);
        }
        catch (ViolationException violation)
        {
            throw new ViolationException(Describe(number, $"({input.Kind}, {input.Bytes.Length} bytes{(input.IsForged ? ", forged" : "")}) broke its law: {violation.Message}"));
        }
    }

    private string Describe(uint number, string what) => FormattableString.Invariant(
        $"{target.Name}: input {number} of seed {seed} {what}.\nRepeat it with: {target.Name} --seed {seed} --only {number}");
}
