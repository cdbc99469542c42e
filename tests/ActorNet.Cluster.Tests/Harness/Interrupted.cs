using ActorNet.TestKit.Processes;

namespace ActorNet.Cluster.Tests.Harness;

internal static class Interrupted
{
    /// <summary>
    /// Sends SIGTERM to a coordinator that trains, and checks that it saved the weights of one process after the same steps: an endless run
    /// that is interrupted is as long as its test.
    /// </summary>
    /// <param name="coordinator">The coordinator.</param>
    /// <param name="run">The folder of its run.</param>
    public static async Task ExpectInterruptedAsync(this ActorNetProcess coordinator, string run)
    {
        coordinator.Send(Signal.Terminate);
        await coordinator.ExpectExitAsync(130);
        Assert.Equal("interrupted", coordinator.LastObject.GetProperty("stopReason").GetString());
        var steps = coordinator.LastObject.GetProperty("steps").GetInt64();
        await coordinator.ExpectWeightsAsync(await Digits.ExpectedHashAsync(run, steps), 130);
    }
}
