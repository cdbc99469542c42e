namespace ActorNet.Learning;

/// <summary>
/// What the user asked for cannot be done as asked: an option, a file or a shape is wrong.
/// <see cref="Exception.Message"/> is one sentence that names the thing, the value it had and what is allowed.
/// The command prints it alone and exits with code 2.
/// </summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>Creates the error with its sentence.</summary>
    public InvalidInputException(string message) : base(message) { }

    /// <summary>Creates the error with its sentence and the exception that led to it.</summary>
    public InvalidInputException(string message, Exception innerException) : base(message, innerException) { }
}
