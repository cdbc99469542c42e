namespace ActorNet.Transport.Links;

/// <summary>
/// The traffic of a link, including headers and goodbyes: what the operating system has taken, and frames read with a correct checksum.
/// </summary>
internal readonly record struct LinkCounters(long FramesSent, long BytesSent, long FramesReceived, long BytesReceived);
