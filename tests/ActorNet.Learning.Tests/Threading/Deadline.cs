namespace ActorNet.Learning.Tests.Threading;

/// <summary>Waits for a condition or an action, and fails after a timeout.</summary>
internal static class Deadline
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(20);

    public static void Await(Func<bool> condition, string what) =>
        Assert.True(SpinWait.SpinUntil(condition, ResponseTimeout), $"Not in time: {what}");

    /// <summary>Runs an action that might hang on its own thread, and rethrows its exception.</summary>
    public static void Run(Action action)
    {
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(action)) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(ResponseTimeout), "It hangs.");
        if (error is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
    }
}
