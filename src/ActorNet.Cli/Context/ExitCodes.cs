namespace ActorNet.Cli.Context;

/// <summary>What the command's exit code says.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The run failed: the machine, the network, or numbers that are not finite any more.</summary>
    public const int Failed = 1;

    public const int WrongInput = 2;

    /// <summary>Interrupted by the user: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
