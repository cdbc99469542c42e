namespace ActorNet.Learning;

/// <summary>A run cannot continue although its input is valid: its last worker is lost.</summary>
public sealed class TrainingFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
