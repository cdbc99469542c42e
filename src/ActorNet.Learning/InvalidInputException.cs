namespace ActorNet.Learning;

/// <summary>
/// The user's input is invalid: an option, a file or a shape. <see cref="Exception.Message"/> is one sentence that names the thing, its
/// value and what is allowed. The command prints it alone and exits with code 2.
/// </summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>Creates the error with its message.</summary>
    public InvalidInputException(string message) : base(message) { }

    /// <summary>Creates the error with its message and cause.</summary>
    public InvalidInputException(string message, Exception innerException) : base(message, innerException) { }
}
