namespace ActorNet.Protocol;

/// <summary>
/// A message that crosses processes over Akka.Remote. Only types that say so are bound to the serializer and let in by it; they hold
/// nothing but primitives, strings and other such types.
/// </summary>
internal interface IControlMessage;

/// <summary>The version of what processes say to each other, over Akka.Remote and over tensor links.</summary>
internal static class ProtocolVersion
{
    /// <summary>The version this program speaks; nobody else's is understood.</summary>
    public const int Current = 2;
}

/// <summary>A worker process asks to take part in the run. Answered by <see cref="RunOffered"/>, <see cref="JoinRefused"/> or, where the run has a join secret, <see cref="JoinChallenge"/>.</summary>
/// <param name="Worker">What the worker would be called: its host and process.</param>
/// <param name="Threads">Its compute threads.</param>
/// <param name="Program">Its program, such as "actornet 0.1.0".</param>
/// <param name="Version">The <see cref="ProtocolVersion"/> it speaks.</param>
/// <param name="Nonce">A number the worker has made up for this application, where it was given a join secret; else empty.</param>
internal sealed record JoinRun(string Worker, int Threads, string Program, int Version, string Nonce = "") : IControlMessage
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Whether a worker may be called so: it stands in tables and logs, so it is a word of printable ASCII.</summary>
    public static bool IsName(string name) => name.Length is >= 1 and <= MaxNameLength && name.All(letter => letter is > ' ' and <= '~');
}

/// <summary>Prove that you know the run's join secret. Answered by <see cref="JoinProof"/>.</summary>
/// <param name="Nonce">A number the coordinator has made up for this answer.</param>
internal sealed record JoinChallenge(string Nonce) : IControlMessage;

/// <summary>A worker proves that it knows the join secret. Answered by <see cref="RunOffered"/> or <see cref="JoinRefused"/>.</summary>
/// <param name="Proof">HMAC-SHA256 by the secret over both nonces and the worker's name, in lower-case hexadecimal.</param>
internal sealed record JoinProof(string Proof) : IControlMessage;

/// <summary>
/// The run a worker may take part in. It opens a tensor link with the token, fetches the data set unless it has it, and
/// answers <see cref="WorkerPrepared"/>.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The coordinator's fencing number.</param>
/// <param name="Worker">What the worker is called in the run: as it asked to be, with a number behind it where another has that name.</param>
/// <param name="Spec">What is trained, as JSON.</param>
/// <param name="Dataset">The data set.</param>
/// <param name="Endpoint">Where tensor links are taken, HOST:PORT.</param>
/// <param name="Token">Opens one link, once.</param>
/// <param name="Proof">What proves that the coordinator knows the join secret; empty where the run has none.</param>
internal sealed record RunOffered(
    string RunId, int Incarnation, string Worker, string Spec, DatasetOffered Dataset, string Endpoint, string Token, string Proof = "") : IControlMessage;

/// <summary>The data set of a run, as one archive.</summary>
/// <param name="Name">The data set's name.</param>
/// <param name="Sha256">SHA-256 over the archive's bytes, in lower-case hexadecimal.</param>
/// <param name="Bytes">The archive's length.</param>
internal sealed record DatasetOffered(string Name, string Sha256, long Bytes) : IControlMessage;

/// <summary>The worker cannot take part.</summary>
/// <param name="Reason">Why, in one sentence.</param>
internal sealed record JoinRefused(string Reason) : IControlMessage;

/// <summary>A worker has the data set and can compute; the coordinator lets it prove that it computes rightly.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The incarnation that offered it.</param>
/// <param name="Worker">The worker's name.</param>
internal sealed record WorkerPrepared(string RunId, int Incarnation, string Worker) : IControlMessage;

/// <summary>A worker has proved itself and is given work from now on.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The incarnation that takes it.</param>
internal sealed record WorkerAdmitted(string RunId, int Incarnation) : IControlMessage;

/// <summary>A worker leaves the run; what it was asked for is given to others.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The incarnation it worked for.</param>
/// <param name="Worker">The worker's name.</param>
/// <param name="Reason">Why, in a few words.</param>
internal sealed record LeaveRun(string RunId, int Incarnation, string Worker, string Reason) : IControlMessage;
