namespace ActorNet.Protocol;

/// <summary>Something that happened to a worker process, for whoever watches it.</summary>
public abstract record WorkerEvent;

/// <summary>No coordinator answers yet; it is tried again.</summary>
/// <param name="Reason">Why, one sentence.</param>
public sealed record CoordinatorAwaited(string Reason) : WorkerEvent;

/// <summary>A coordinator was found, and its cluster is joined.</summary>
/// <param name="Endpoint">Its endpoint.</param>
/// <param name="RunId">Its run.</param>
public sealed record CoordinatorFound(string Endpoint, string RunId) : WorkerEvent;

/// <summary>The data set is on its way, or was in the cache.</summary>
/// <param name="Name">The data set's name.</param>
/// <param name="Received">Bytes received so far.</param>
/// <param name="Total">Bytes in all.</param>
/// <param name="WasCached">Whether nothing needed to be received.</param>
public sealed record DatasetReceived(string Name, long Received, long Total, bool WasCached) : WorkerEvent;

/// <summary>The worker has proved itself and takes part.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Worker">The worker's name.</param>
public sealed record RunJoined(string RunId, string Worker) : WorkerEvent;

/// <summary>The worker does not take part in the run any more.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Reason">Why, in a few words.</param>
/// <param name="ComesBack">Whether it tries to take part again.</param>
public sealed record RunLeft(string RunId, string Reason, bool ComesBack) : WorkerEvent;
