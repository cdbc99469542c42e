namespace ActorNet.Learning;

/// <summary>A run cannot go on, through no fault of its input: its last worker is lost.</summary>
public sealed class TrainingFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
