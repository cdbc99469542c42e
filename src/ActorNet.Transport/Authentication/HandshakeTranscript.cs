namespace ActorNet.Transport.Authentication;

/// <summary>Who proves that he knows the join secret; a proof of one side is none of the other.</summary>
internal enum HandshakeRole
{
    /// <summary>A worker.</summary>
    Worker,

    /// <summary>The coordinator.</summary>
    Coordinator,
}

/// <summary>What a worker and the coordinator have said to each other before they prove that they know the join secret.</summary>
/// <param name="WorkerNonce">What the worker has made up.</param>
/// <param name="CoordinatorNonce">What the coordinator has made up.</param>
/// <param name="Worker">The worker's name, as it asked for it.</param>
internal readonly record struct HandshakeTranscript(string WorkerNonce, string CoordinatorNonce, string Worker);
