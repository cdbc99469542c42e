namespace ActorNet.Data.Mnist;

/// <summary>
/// A file could not be downloaded from any mirror, or could not be stored. The message is a clause without a full stop, for
/// use in the caller's sentence.
/// </summary>
internal sealed class DownloadFailedException : Exception
{
    public DownloadFailedException(string message) : base(message) { }

    public DownloadFailedException(string message, Exception innerException) : base(message, innerException) { }
}
