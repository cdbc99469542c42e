using ActorNet.Cli.Bench;

namespace ActorNet.Cli.Tests.Bench;

public sealed class CacheLineTripTests
{
    /// <summary>Light takes a nanosecond for thirty centimetres; a trip of which only twenty fit into a millisecond is not counted.</summary>
    [Fact]
    public async Task Trip_is_measured_in_time_or_not_at_all()
    {
        var seconds = await Task.Run(() => CacheLineTrip.Measure(TimeProvider.System)).WaitAsync(TimeSpan.FromSeconds(20));
        if (seconds is { } trip)
            Assert.InRange(trip, 1e-9, 50e-6);
    }
}
