namespace ActorNet.Protocol;

/// <summary>
/// A message between processes over Akka.Remote. The serializer accepts only types with this interface; they contain only primitives,
/// strings and other such types.
/// </summary>
internal interface IControlMessage;

internal static class ProtocolVersion
{
    /// <summary>The version of the messages over Akka.Remote and tensor links. Other versions are rejected.</summary>
    public const int Current = 5;
}

/// <summary>
/// A worker requests to join the run. Answered by <see cref="RunOffered"/>, <see cref="WorkerRejected"/> or, if the run has a join secret,
/// <see cref="JoinChallenge"/>.
/// </summary>
/// <param name="Worker">The requested name: host and process.</param>
/// <param name="Threads">The number of its compute threads.</param>
/// <param name="Program">Its program, such as "actornet 0.1.0".</param>
/// <param name="Version">Its <see cref="ProtocolVersion"/>.</param>
/// <param name="Nonce">A fresh nonce of the worker; empty if it has no join secret.</param>
internal sealed record JoinRun(string Worker, int Threads, string Program, int Version, string Nonce = "") : IControlMessage
{
    public const int MaxNameLength = 64;

    /// <summary>Whether the name is valid: printable ASCII without spaces, since it is shown in tables and logs.</summary>
    public static bool IsName(string name) => name.Length is >= 1 and <= MaxNameLength && name.All(letter => letter is > ' ' and <= '~');
}

/// <summary>Requests a proof of the join secret. Answered by <see cref="JoinProof"/>.</summary>
/// <param name="Nonce">A fresh nonce of the coordinator.</param>
internal sealed record JoinChallenge(string Nonce) : IControlMessage;

/// <summary>Proves that the worker knows the join secret. Answered by <see cref="RunOffered"/> or <see cref="WorkerRejected"/>.</summary>
/// <param name="Proof">HMAC-SHA256 under the secret over both nonces and the worker's name, in lower-case hexadecimal.</param>
internal sealed record JoinProof(string Proof) : IControlMessage;

/// <summary>
/// Offers the run to a worker, which opens a tensor link with the token, downloads the data set unless it is cached, and answers
/// <see cref="WorkerReady"/>.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The coordinator's fencing number.</param>
/// <param name="Worker">The worker's name in the run: the requested one, with a number appended if it is taken.</param>
/// <param name="Spec">The training specification as JSON.</param>
/// <param name="Dataset">The data set.</param>
/// <param name="Endpoint">The endpoint for tensor links, HOST:PORT.</param>
/// <param name="Token">A one-time token that opens a link.</param>
/// <param name="Proof">The coordinator's proof of the join secret; empty if the run has none.</param>
internal sealed record RunOffered(
    string RunId, int Incarnation, string Worker, string Spec, DatasetOffered Dataset, string Endpoint, string Token, string Proof = "")
    : IControlMessage;

/// <summary>The data set of a run, as one archive.</summary>
/// <param name="Name">The data set's name.</param>
/// <param name="Sha256">SHA-256 over the archive's bytes, in lower-case hexadecimal.</param>
/// <param name="Bytes">The archive's length in bytes.</param>
internal sealed record DatasetOffered(string Name, string Sha256, long Bytes) : IControlMessage;

/// <summary>
/// The worker can compute. From a worker process it says that the data set is there; within the coordinator's process, that the worker may
/// be given work.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The coordinator's fencing number in the offer; the answer to another number is ignored.</param>
/// <param name="Worker">The worker's name.</param>
/// <param name="PeerEndpoint">The endpoint that other workers connect to, HOST:PORT; empty if there is none.</param>
internal sealed record WorkerReady(string RunId, int Incarnation, string Worker, string PeerEndpoint = "") : IControlMessage;

/// <summary>The worker has a share from the next round on; in a cluster its canary was right.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The coordinator's fencing number under which it was accepted.</param>
internal sealed record WorkerAdmitted(string RunId, int Incarnation) : IControlMessage;

/// <summary>The worker is rejected for good.</summary>
internal sealed record WorkerRejected(WorkerExit Exit) : IControlMessage;

/// <summary>The worker was asked to leave the run; its unanswered slices go to the others.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The incarnation it worked for.</param>
/// <param name="Worker">The worker's name.</param>
internal sealed record LeaveRun(string RunId, int Incarnation, string Worker) : IControlMessage;

/// <summary>Another worker is to open a link to this one. Answered by <see cref="PeerExpected"/>.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The coordinator's fencing number in the offer.</param>
/// <param name="Peer">The other worker's number in the run.</param>
internal sealed record ExpectPeer(string RunId, int Incarnation, int Peer) : IControlMessage;

/// <summary>The worker waits for a peer's link.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The coordinator's fencing number in the offer.</param>
/// <param name="Peer">The peer's number in the run.</param>
/// <param name="Token">A one-time token that opens the link.</param>
internal sealed record PeerExpected(string RunId, int Incarnation, int Peer, string Token) : IControlMessage;

/// <summary>
/// Open a link to another worker. Answered, by both workers, by <see cref="PeerConnected"/>, or by <see cref="PeerLost"/>.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The coordinator's fencing number in the offer.</param>
/// <param name="Peer">The other worker's number in the run.</param>
/// <param name="Endpoint">Its endpoint, HOST:PORT.</param>
/// <param name="Token">The token that it has issued.</param>
internal sealed record ConnectPeer(string RunId, int Incarnation, int Peer, string Endpoint, string Token) : IControlMessage;

/// <summary>The link to a peer is open.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The coordinator's fencing number in the offer.</param>
/// <param name="Peer">The peer's number in the run.</param>
internal sealed record PeerConnected(string RunId, int Incarnation, int Peer) : IControlMessage;

/// <summary>The link to a peer is closed, or could not be opened.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The coordinator's fencing number in the offer.</param>
/// <param name="Peer">The peer's number in the run.</param>
/// <param name="Reason">One sentence.</param>
internal sealed record PeerLost(string RunId, int Incarnation, int Peer, string Reason) : IControlMessage;
