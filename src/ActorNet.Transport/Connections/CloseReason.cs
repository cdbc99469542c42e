namespace ActorNet.Transport.Connections;

/// <summary>Why a link was closed. A goodbye frame carries the number as its value: numbers never change their meaning.</summary>
internal enum CloseReason
{
    /// <summary>An error, or the connection ended without a goodbye: reconnecting may help.</summary>
    Fault = 0,

    RunCompleted = 1,

    WorkerLeft = 2,

    /// <summary>The coordinator excludes the worker from the run.</summary>
    WorkerRejected = 3,

    /// <summary>The worker cannot compute.</summary>
    WorkerFailed = 4,
}
