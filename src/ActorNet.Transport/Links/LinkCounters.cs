namespace ActorNet.Transport.Links;

/// <summary>What a link has carried so far, headers, credit and goodbyes included.</summary>
/// <param name="FramesSent">Frames of which every byte was handed to the operating system.</param>
/// <param name="BytesSent">Bytes handed to the operating system.</param>
/// <param name="FramesReceived">Frames read to their end, with the right checksum.</param>
/// <param name="BytesReceived">Bytes taken from the operating system.</param>
internal readonly record struct LinkCounters(long FramesSent, long BytesSent, long FramesReceived, long BytesReceived);
