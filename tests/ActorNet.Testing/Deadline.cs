using System.Runtime.ExceptionServices;

namespace ActorNet.Testing;

/// <summary>Waits with a timeout that fails the test.</summary>
internal static class Deadline
{
    public static void Await(Func<bool> condition, string what) =>
        Assert.True(SpinWait.SpinUntil(condition, LinkPair.ResponseTimeout), $"Not in time: {what}");

    /// <summary>Runs actions concurrently, each on its own thread, since they might hang; rethrows the first exception.</summary>
    public static void Run(params Action[] actions)
    {
        var errors = new Exception?[actions.Length];
        var threads = actions
            .Select((action, i) => new Thread(() => errors[i] = Record.Exception(action)) { IsBackground = true })
            .ToList();
        threads.ForEach(thread => thread.Start());
        var ended = threads.Select(thread => thread.Join(LinkPair.ResponseTimeout)).ToList();
        if (Array.Find(errors, error => error is not null) is { } first)
            ExceptionDispatchInfo.Throw(first);
        Assert.All(ended, Assert.True);
    }
}
