using ActorNet.Computing.Exchange;
using ActorNet.Computing.Serving;
using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Security;

namespace ActorNet.Actors.Hosting;

/// <summary>How a worker process takes part in clusters.</summary>
public sealed record ClusterWorkerOptions
{
    /// <summary>Endpoints of coordinators, at least one; the worker joins the first that answers.</summary>
    public required IReadOnlyList<Endpoint> Join { get; init; }

    /// <summary>Compute threads, 1 to <see cref="TrainerOptions.MaxThreads"/>.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether to exit when a run is over; otherwise the worker waits for the next one.</summary>
    public bool ExitsWhenDone { get; init; }

    /// <summary>How long to look for a coordinator, at first and each time it is lost.</summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Certificates to present and to require, by TLS; null for plain text.</summary>
    public NodeCertificates? Certificates { get; init; }

    /// <summary>The secret that worker and coordinator prove to each other; null for none.</summary>
    public JoinSecret? Secret { get; init; }

    /// <summary>
    /// Whether to listen in plain text on an address that other machines reach, where any of them can connect to this process.
    /// </summary>
    public bool IsInsecure { get; init; }

    /// <summary>The user's cache folder, for data sets.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>The worker's name in the run; a number is appended if another process has that name.</summary>
    public required string Name { get; init; }

    /// <summary>The program's name and version, as other nodes see it, such as "actornet 0.1.0".</summary>
    public string Program { get; init; } = "actornet";

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Creates the gradient computer for the spec and training samples of a run; null uses the built-in kernels.</summary>
    public Func<TrainingSpec, SampleSet, IGradientComputer>? CreateComputer { get; init; }

    /// <summary>Wraps the links to peers, for tests of workers that send something wrong; null for none.</summary>
    internal Func<IPeerLinks, IPeerLinks>? WrapPeerLinks { get; init; }

    /// <summary>
    /// Where to open the link to a coordinator's endpoint, for tests with a proxy between them; null for the endpoint itself.
    /// </summary>
    internal Func<Endpoint, Endpoint>? RouteLink { get; init; }

    /// <summary>Counts what this worker computes; null for no counting.</summary>
    internal WorkerCounters? Counters { get; init; }

    internal void Validate()
    {
        ClusterOptions.CheckTlsMode(Certificates, IsInsecure);
        InvalidInputException.ThrowIfOutside(Threads, 1, TrainerOptions.MaxThreads);
        if (!JoinRun.IsName(Name))
            throw new InvalidInputException(nameof(Name), Name, $"1 to {JoinRun.MaxNameLength} printable ASCII characters without a space");
        if (Join.FirstOrDefault(endpoint => endpoint.Port == 0) is { } wrong)
            throw new InvalidInputException(nameof(Join), wrong, "an address with a port from 1", "give the port that the coordinator listens on");
    }
}
