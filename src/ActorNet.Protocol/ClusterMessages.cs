namespace ActorNet.Protocol;

/// <summary>
/// A message between processes over Akka.Remote. The serializer accepts only types with this interface; they contain only primitives,
/// strings and other such types.
/// </summary>
internal interface IControlMessage;

internal static class ProtocolVersion
{
    /// <summary>The version of the messages over Akka.Remote and tensor links. Other versions are rejected.</summary>
    public const int Current = 3;
}

/// <summary>
/// A worker requests to join the run. Answered by <see cref="RunOffered"/>, <see cref="JoinRefused"/> or, if the run has a join secret,
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

/// <summary>Proves that the worker knows the join secret. Answered by <see cref="RunOffered"/> or <see cref="JoinRefused"/>.</summary>
/// <param name="Proof">HMAC-SHA256 under the secret over both nonces and the worker's name, in lower-case hexadecimal.</param>
internal sealed record JoinProof(string Proof) : IControlMessage;

/// <summary>
/// Offers the run to a worker, which opens a tensor link with the token, downloads the data set unless it is cached, and answers
/// <see cref="WorkerPrepared"/>.
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

/// <summary>The worker is rejected.</summary>
/// <param name="Reason">One sentence.</param>
internal sealed record JoinRefused(string Reason) : IControlMessage;

/// <summary>A worker has the data set and can compute; the coordinator verifies it with a test computation.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The incarnation of the offer.</param>
/// <param name="Worker">The worker's name.</param>
internal sealed record WorkerPrepared(string RunId, int Incarnation, string Worker) : IControlMessage;

/// <summary>The worker's test computation was correct; it gets work from now on.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The incarnation that admitted it.</param>
internal sealed record WorkerAdmitted(string RunId, int Incarnation) : IControlMessage;

/// <summary>A worker leaves the run; its pending slices are reassigned.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The incarnation it worked for.</param>
/// <param name="Worker">The worker's name.</param>
/// <param name="Reason">A few words.</param>
internal sealed record LeaveRun(string RunId, int Incarnation, string Worker, string Reason) : IControlMessage;
