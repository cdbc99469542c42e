namespace ActorNet.Scaling.Nodes;

/// <summary>Ends a node whose parent is gone: a parent that was killed could not end it.</summary>
internal static class ParentWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static void Start(int parent) => new Thread(() =>
    {
        while (Directory.Exists(Invariant($"/proc/{parent}")))
            Thread.Sleep(Interval);
        Environment.Exit(1);
    })
    { IsBackground = true, Name = "parent watch" }.Start();
}
