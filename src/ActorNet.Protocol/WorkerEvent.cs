namespace ActorNet.Protocol;

/// <summary>An event in a worker process, for its observers.</summary>
public abstract record WorkerEvent;

/// <summary>No coordinator answers yet; the worker tries again.</summary>
/// <param name="Reason">One sentence.</param>
public sealed record CoordinatorAwaited(string Reason) : WorkerEvent;

/// <summary>A coordinator was found; the worker joins its cluster.</summary>
/// <param name="Endpoint">Its endpoint.</param>
/// <param name="RunId">Its run.</param>
public sealed record CoordinatorFound(string Endpoint, string RunId) : WorkerEvent;

/// <summary>Progress of the download of the data set, or a cache hit.</summary>
/// <param name="Name">The data set's name.</param>
/// <param name="Received">Bytes received so far.</param>
/// <param name="Total">Total bytes.</param>
/// <param name="WasCached">Whether the data set was cached, so that no download was needed.</param>
public sealed record DatasetReceived(string Name, long Received, long Total, bool WasCached) : WorkerEvent;

/// <summary>The worker was admitted and takes part.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Worker">The worker's name.</param>
public sealed record RunJoined(string RunId, string Worker) : WorkerEvent;

/// <summary>The worker no longer takes part in the run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Reason">A few words.</param>
/// <param name="ComesBack">Whether it tries to join again.</param>
public sealed record RunLeft(string RunId, string Reason, bool ComesBack) : WorkerEvent;
