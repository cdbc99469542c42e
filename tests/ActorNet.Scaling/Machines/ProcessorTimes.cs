using System.Globalization;

namespace ActorNet.Scaling.Machines;

/// <summary>What the processors of this computer have done since its start, in the kernel's ticks.</summary>
internal sealed record ProcessorTimes(IReadOnlyList<(long Busy, long All)> Processors)
{
    private const int Idle = 3;
    private const int WaitingForDisks = 4;

    /// <summary>Columns after these count the time of guests a second time.</summary>
    private const int Columns = 8;

    public static ProcessorTimes Read() =>
        new([.. File.ReadLines("/proc/stat").Skip(1).TakeWhile(line => line.StartsWith("cpu", StringComparison.Ordinal)).Select(Parse)]);

    /// <summary>The fraction of the time since <paramref name="before"/> in which each processor was busy.</summary>
    public double[] LoadsSince(ProcessorTimes before) => [.. Processors.Zip(before.Processors, (now, then) =>
        (double)(now.Busy - then.Busy) / Math.Max(1, now.All - then.All))];

    private static (long Busy, long All) Parse(string line)
    {
        var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Columns)
            .Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return (ticks.Sum() - ticks[Idle] - ticks[WaitingForDisks], ticks.Sum());
    }
}
