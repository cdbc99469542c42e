namespace ActorNet.TestKit.Processes;

/// <summary>
/// A process did not do what a test waits for: the message names the process and what was awaited, and contains the process's output. Or it
/// cannot be started, or takes no signal.
/// </summary>
public sealed class ProcessFailedException : Exception
{
    internal ProcessFailedException(string message, Exception? cause = null) : base(message, cause) { }
}
