namespace ActorNet.TestKit.Probing;

/// <summary>A probe got another message than its test expects, or none.</summary>
public sealed class ProbeFailedException : Exception
{
    internal ProbeFailedException(string message) : base(message) { }
}
