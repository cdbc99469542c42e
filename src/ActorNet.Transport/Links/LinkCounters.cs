namespace ActorNet.Transport.Links;

/// <summary>The traffic of a link, including headers, credit and goodbyes.</summary>
/// <param name="FramesSent">Frames completely handed to the operating system.</param>
/// <param name="BytesSent">Bytes handed to the operating system.</param>
/// <param name="FramesReceived">Frames read completely, with a correct checksum.</param>
/// <param name="BytesReceived">Bytes received from the operating system.</param>
internal readonly record struct LinkCounters(long FramesSent, long BytesSent, long FramesReceived, long BytesReceived);
