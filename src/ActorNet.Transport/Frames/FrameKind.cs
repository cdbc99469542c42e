namespace ActorNet.Transport.Frames;

/// <summary>What a frame is for. The numbers are on the wire: they never change their meaning.</summary>
/// <remarks>"Worker" is the side that opened the link and "coordinator" the side that accepted it.</remarks>
internal enum FrameKind : ushort
{
    /// <summary>Anybody asks an endpoint who it is, as the first frame of a connection. No payload, or UTF-8 text.</summary>
    Discover = 1,

    /// <summary>The coordinator's answer to <see cref="Discover"/>: UTF-8 JSON.</summary>
    Discovered = 2,

    /// <summary>A worker opens its link, as the first frame of a connection: its one-time token in UTF-8.</summary>
    Hello = 3,

    /// <summary>The coordinator takes the worker that said <see cref="Hello"/>. No payload.</summary>
    Welcome = 4,

    /// <summary>Either side ends the link: why, in one sentence of UTF-8. Nothing follows. Needs no credit.</summary>
    Goodbye = 5,

    /// <summary>A worker wants part of the data set: from byte <c>Step</c> on, <c>Value</c> bytes. No payload.</summary>
    GetDataset = 6,

    /// <summary>The coordinator's answer to <see cref="GetDataset"/>, with its <c>Step</c>: the bytes.</summary>
    DatasetPart = 7,

    /// <summary>
    /// The coordinator asks for the gradient of <c>Slices</c>: the parameters in float32, or no payload where they were sent
    /// already in this round.
    /// </summary>
    ComputeGradient = 8,

    /// <summary>
    /// A worker's answer to <see cref="ComputeGradient"/>: the loss of each slice in float64, then from left to right the sum of each
    /// tree node in float32. <c>ComputeTime</c> is what it took.
    /// </summary>
    GradientComputed = 9,

    /// <summary>The coordinator wants <c>Slices</c> evaluated: the parameters in float32, or no payload where they were sent already in this round.</summary>
    EvaluateSlices = 10,

    /// <summary>A worker's answer to <see cref="EvaluateSlices"/>: the loss of each slice in float64; <c>Value</c> samples were classified rightly.</summary>
    SlicesEvaluated = 11,

    /// <summary>A worker could not compute <c>Slices</c>: why, in UTF-8.</summary>
    SlicesFailed = 12,

    /// <summary>Either side grants more frames, where it has nothing else to say. No payload. Needs no credit; the link itself sends and takes it.</summary>
    Credit = 13,

    /// <summary>Anybody asks how the run stands. No payload.</summary>
    GetStatus = 14,

    /// <summary>The coordinator's answer to <see cref="GetStatus"/>: UTF-8 JSON.</summary>
    Status = 15,

    /// <summary>
    /// A coordinator asks another what it has of the run. <c>Incarnation</c> and <c>Step</c> are those of its own newest checkpoint, <c>Value</c> has bit 0 where it
    /// knows the outcome and bit 1 where it knows of a failure. No payload; where it was given a join secret the first has a nonce.
    /// </summary>
    GetReplicaState = 16,

    /// <summary>The answer to <see cref="GetReplicaState"/>: UTF-8 JSON.</summary>
    ReplicaState = 17,

    /// <summary>A coordinator wants part of a file of the run: from byte <c>Step</c> on, <c>Value</c> bytes. The payload is the file's name.</summary>
    GetRunFile = 18,

    /// <summary>The answer to <see cref="GetRunFile"/>, with its <c>Step</c>: the bytes, fewer where the file has no more.</summary>
    RunFilePart = 19,

    /// <summary>The answer to the first <see cref="GetReplicaState"/> where the run has a join secret: a nonce.</summary>
    Challenge = 20,

    /// <summary>Either coordinator proves that it knows the join secret: the one that asked first, in answer to <see cref="Challenge"/>, then the other.</summary>
    Proof = 21,
}
