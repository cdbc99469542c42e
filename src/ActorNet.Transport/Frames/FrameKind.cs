namespace ActorNet.Transport.Frames;

/// <summary>The kind of a frame. The numbers are part of the protocol and never change their meaning; 13 was used by version 2.</summary>
/// <remarks>
/// "Worker" is the side that opened the link, "coordinator" the side that accepted it; among workers, who are each other's peers, either.
/// </remarks>
internal enum FrameKind : ushort
{
    /// <summary>First frame of a connection: requests the description of the endpoint. No payload, or UTF-8 text.</summary>
    Discover = 1,

    /// <summary>Answer to <see cref="Discover"/>: UTF-8 JSON.</summary>
    Discovered = 2,

    /// <summary>First frame of a worker's connection: its one-time token in UTF-8.</summary>
    Hello = 3,

    /// <summary>The coordinator accepts the worker's <see cref="Hello"/>. No payload.</summary>
    Welcome = 4,

    /// <summary>
    /// Either side closes the link: <c>Value</c> is the number of a <c>WorkerExit</c>, the payload its detail in UTF-8. The last frame.
    /// </summary>
    Goodbye = 5,

    /// <summary>A worker requests part of the data set: <c>Value</c> bytes from byte <c>Step</c> on. No payload.</summary>
    GetDataset = 6,

    /// <summary>Answer to <see cref="GetDataset"/>, with the same <c>Step</c>: the bytes.</summary>
    DatasetPart = 7,

    /// <summary>
    /// The coordinator requests the gradient of <c>Slices</c>: the parameters in float32, or no payload if they were already sent in this
    /// round.
    /// </summary>
    ComputeGradient = 8,

    /// <summary>
    /// Answer to <see cref="ComputeGradient"/>: the loss of each slice in float64, then from left to right the sum of each tree node in
    /// float32. <c>ComputeTime</c> is the duration.
    /// </summary>
    GradientComputed = 9,

    /// <summary>
    /// The coordinator requests the evaluation of <c>Slices</c>: the parameters in float32, or no payload if they were already sent in this
    /// round.
    /// </summary>
    EvaluateSlices = 10,

    /// <summary>
    /// Answer to <see cref="EvaluateSlices"/>: the loss of each slice in float64; <c>Value</c> is the number of correctly classified
    /// samples.
    /// </summary>
    SlicesEvaluated = 11,

    /// <summary>A worker could not compute <c>Slices</c>: the reason in UTF-8.</summary>
    SlicesFailed = 12,

    /// <summary>First frame of a connection: requests the status of the run. No payload.</summary>
    GetStatus = 14,

    /// <summary>Answer to <see cref="GetStatus"/>: UTF-8 JSON.</summary>
    Status = 15,

    /// <summary>
    /// A coordinator requests the state of another's replica. <c>Incarnation</c> and <c>Step</c> are those of its own newest checkpoint;
    /// bit 0 of <c>Value</c> is set if it knows the outcome, bit 1 if it knows of a failure. No payload; with a join secret the first one
    /// carries a nonce.
    /// </summary>
    GetReplicaState = 16,

    /// <summary>Answer to <see cref="GetReplicaState"/>: UTF-8 JSON.</summary>
    ReplicaState = 17,

    /// <summary>
    /// A coordinator requests part of a file of the run: <c>Value</c> bytes from byte <c>Step</c> on. The payload is the file's name.
    /// </summary>
    GetRunFile = 18,

    /// <summary>Answer to <see cref="GetRunFile"/>, with the same <c>Step</c>: the bytes, fewer at the end of the file.</summary>
    RunFilePart = 19,

    /// <summary>Answer to the first <see cref="GetReplicaState"/> if the run has a join secret: a nonce.</summary>
    Challenge = 20,

    /// <summary>
    /// A coordinator proves that it knows the join secret: first the requesting one, in answer to <see cref="Challenge"/>, then the other.
    /// </summary>
    Proof = 21,

    /// <summary>
    /// The coordinator requests the gradient of <c>Slices</c> in exchange <c>Value</c>: the plan. The worker's shard of the parameters
    /// follows in <see cref="ShardParameters"/>. The worker gets the other shards from its peers, and their sums of its own shard.
    /// </summary>
    ComputeShare = 22,

    /// <summary>
    /// First answer to <see cref="ComputeShare"/>, with the same <c>Value</c>: in an audited exchange, for each member the hash of what it
    /// is sent; then the loss of each slice in float64. <c>ComputeTime</c> is the duration.
    /// </summary>
    ShareComputed = 23,

    /// <summary>
    /// Further answers to <see cref="ComputeShare"/>, one for each bucket <c>Value</c> of the worker's shard: for each of the largest nodes
    /// of the exchange's slices, from left to right, its sum of the bucket in float32. In an audited exchange the last one starts with the
    /// hash of what each member sent. <c>Step</c> is the number of the exchange.
    /// </summary>
    ShardSummed = 24,

    /// <summary>
    /// Exchange <c>Value</c> cannot be completed by this worker, or no longer; takes the place of the answers that are missing. The numbers
    /// of the peers whose parts are missing, in int32.
    /// </summary>
    ExchangeFailed = 25,

    /// <summary>The coordinator gives up exchange <c>Value</c>. No payload.</summary>
    AbandonExchange = 26,

    /// <summary>
    /// Bucket <c>Value</c> of a shard of the parameters, in float32: the coordinator sends a worker the worker's own, a worker sends it on
    /// to each peer. <c>Step</c> is the number of the exchange.
    /// </summary>
    ShardParameters = 27,

    /// <summary>
    /// A worker sends a peer its sums of bucket <c>Value</c> of the peer's shard: for each node of its slices, from left to right, in
    /// float32; <c>Step</c> is the number of the exchange.
    /// </summary>
    ShardGradient = 28,
}
