namespace ActorNet.Transport.Authentication;

/// <summary>
/// The side that proves the join secret. The role is part of the proof, so a proof of one side cannot be reflected as that of the other.
/// The names of the members are hashed: renaming one breaks the protocol.
/// </summary>
internal enum HandshakeRole
{
    Worker,

    Coordinator,
}

/// <summary>The values that both proofs of the join secret cover.</summary>
/// <param name="WorkerNonce">The worker's nonce.</param>
/// <param name="CoordinatorNonce">The coordinator's nonce.</param>
/// <param name="Worker">The worker's name as requested in the join message.</param>
internal readonly record struct HandshakeTranscript(string WorkerNonce, string CoordinatorNonce, string Worker);
