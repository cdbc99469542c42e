using System.Net;
using ActorNet.Coordination.Exchange;
using ActorNet.Learning;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Security;

namespace ActorNet.Actors.Hosting;

/// <summary>How a coordinator takes part in a cluster. No option changes a bit of the weights.</summary>
public sealed record ClusterOptions
{
    /// <summary>The endpoint of tensor links and discovery, which workers join.</summary>
    public required Endpoint Listen { get; init; }

    /// <summary>
    /// The name or address by which other machines reach this one; null for the host of <see cref="Listen"/>, or the machine's name if that
    /// is a wildcard.
    /// </summary>
    public string? Advertise { get; init; }

    /// <summary>The port of Akka.Remote; null for the port after <see cref="Listen"/>'s, or any if that is 0.</summary>
    public int? ClusterPort { get; init; }

    /// <summary>Admitted workers with which the run begins, including those of this process.</summary>
    public int MinWorkers { get; init; } = 1;

    /// <summary>How the gradients of worker processes are added.</summary>
    public Topology Topology { get; init; } = Topology.Auto;

    /// <summary>Certificates to present and to require, by TLS; null for plain text.</summary>
    public NodeCertificates? Certificates { get; init; }

    /// <summary>The secret that a worker must prove to know before it is offered the run; null for none.</summary>
    public JoinSecret? Secret { get; init; }

    /// <summary>Whether to listen in plain text on an address that other machines reach, where any of them can join and read.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>
    /// The <see cref="Listen"/> endpoints of all coordinators of the run, including this one: if one is lost another takes over, while a
    /// majority is left. Empty for a single coordinator.
    /// </summary>
    public IReadOnlyList<Endpoint> Peers { get; init; } = [];

    /// <summary>The program's name and version, as other nodes see it, such as "actornet 0.1.0".</summary>
    public string Program { get; init; } = "actornet";

    /// <summary>The port of Akka.Remote; 0 for any.</summary>
    internal int PortOfCluster => ClusterPort ?? (Listen.Port == 0 ? 0 : Listen.Port + 1);

    /// <summary>Resolves the address to listen on.</summary>
    /// <exception cref="InvalidInputException">The host has no address, or one that may not be listened on without TLS.</exception>
    internal async Task<IPAddress> ResolveAsync(CancellationToken cancellationToken)
    {
        CheckTlsMode(Certificates, IsInsecure);
        var address = await Listen.ResolveAsync(cancellationToken).ConfigureAwait(false);
        CheckExposure(nameof(Listen), address, Certificates, IsInsecure);
        return address;
    }

    /// <summary>Rejects certificates together with <c>--insecure</c>.</summary>
    internal static void CheckTlsMode(NodeCertificates? certificates, bool isInsecure)
    {
        if (certificates is not null && isInsecure)
            throw new InvalidInputException(
                nameof(IsInsecure), true, $"off with {new ParameterName(nameof(Certificates))}, which encrypt all connections",
                "leave one of them out");
    }

    /// <summary>Rejects plain text on an address that other machines reach, unless the user allows it.</summary>
    internal static void CheckExposure(string parameter, IPAddress address, NodeCertificates? certificates, bool isInsecure)
    {
        if (!IPAddress.IsLoopback(address) && certificates is null && !isInsecure)
            throw new InvalidInputException(
                parameter, address,
                "127.0.0.1 without TLS, since any machine that reaches another address can then join the run and read it",
                $"give {new ParameterName(nameof(Certificates))}, or set {new ParameterName(nameof(IsInsecure))} on a trusted network");
    }
}
