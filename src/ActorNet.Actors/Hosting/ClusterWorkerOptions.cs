using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Security;

namespace ActorNet.Actors.Hosting;

/// <summary>How a worker process takes part in clusters.</summary>
public sealed record ClusterWorkerOptions
{
    /// <summary>The endpoints of coordinators, at least one; whichever answers first is joined.</summary>
    public required IReadOnlyList<Endpoint> Join { get; init; }

    /// <summary>Compute threads, 1 to <see cref="TrainerOptions.MaxThreads"/>.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether to end when a run is over; else the worker stays for the next one.</summary>
    public bool ExitsWhenDone { get; init; }

    /// <summary>How long to look for a coordinator, at first and whenever it is lost.</summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What to show coordinators, and what to demand of them, by TLS; null for plain text.</summary>
    public NodeCertificates? Certificates { get; init; }

    /// <summary>What worker and coordinator must prove to each other that they know; null for nothing.</summary>
    public JoinSecret? Secret { get; init; }

    /// <summary>Whether to listen, in plain text, on an address that other machines reach, where anybody can speak to this process.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>The folder of the user's cache, for data sets.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>What the worker is called in the run, with a number behind it where another has that name.</summary>
    public required string Name { get; init; }

    /// <summary>The program, as others are told, such as "actornet 0.1.0".</summary>
    public string Program { get; init; } = "actornet";

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// For tests: from this gradient on, counted from 0 with the canary, one bit of every gradient is flipped before it is sent; null never.
    /// </summary>
    public long? FlipsBitFrom { get; init; }

    /// <summary>Checks every option.</summary>
    internal void Validate()
    {
        ClusterOptions.CheckOneOf(Certificates, IsInsecure);
        InvalidInputException.ThrowIfOutside(Threads, 1, TrainerOptions.MaxThreads);
        if (!JoinRun.IsName(Name))
            throw new InvalidInputException(nameof(Name), Name, $"1 to {JoinRun.MaxNameLength} printable ASCII characters without a space");
        if (Join.FirstOrDefault(endpoint => endpoint.Port == 0) is { } wrong)
            throw new InvalidInputException(nameof(Join), wrong, "an address with a port from 1", "give the port that the coordinator listens on");
    }
}
