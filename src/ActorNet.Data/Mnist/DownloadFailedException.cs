namespace ActorNet.Data.Mnist;

/// <summary>
/// A file could not be had from any mirror, or not be kept. The message is a clause without a full stop that says why, to be
/// built into the sentence of whoever asked for the data.
/// </summary>
internal sealed class DownloadFailedException : Exception
{
    /// <summary>Creates the error with its reason.</summary>
    public DownloadFailedException(string message) : base(message) { }

    /// <summary>Creates the error with its reason and the exception that led to it.</summary>
    public DownloadFailedException(string message, Exception innerException) : base(message, innerException) { }
}
