namespace ActorNet.Cli.Train;

/// <summary>A run ended, but not all of it could be written; the message says what, and how it is got back.</summary>
internal sealed class RunNotKeptException(string message, Exception? innerException = null) : Exception(message, innerException);
