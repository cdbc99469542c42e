namespace ActorNet.Cluster.Tests.Harness;

/// <summary>Waits for what no event reports, without a processor of its own: the processes of the test need them all.</summary>
internal static class Poll
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Checked every 50 ms.</param>
    /// <param name="what">What is awaited, as a sentence, for the error.</param>
    /// <param name="describe">Adds what is known to the error; null for nothing.</param>
    public static async Task UntilAsync(Func<bool> condition, string what, Func<string>? describe = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) >= ResponseTimeout)
                Assert.Fail($"Not within {ResponseTimeout.TotalSeconds} s: {what}\n{describe?.Invoke()}");
            await timer.WaitForNextTickAsync();
        }
    }
}
