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

/// <summary>The values that both proofs of the join secret cover, with the name that the worker asked for.</summary>
internal readonly record struct HandshakeTranscript(string WorkerNonce, string CoordinatorNonce, string Worker);
