using System.Net;
using ActorNet.Learning;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Security;

namespace ActorNet.Actors.Hosting;

/// <summary>How a coordinator takes part in a cluster. None of it changes one bit of the weights.</summary>
public sealed record ClusterOptions
{
    /// <summary>Where workers come to: the endpoint of tensor links, which also tells them of the cluster.</summary>
    public required Endpoint Listen { get; init; }

    /// <summary>The name or address by which others reach this machine; null for the one listened on, or the machine's name where that is any.</summary>
    public string? Advertise { get; init; }

    /// <summary>The port of the cluster's own messages (Akka.Remote); null for the one after <see cref="Listen"/>'s, or any where that is any.</summary>
    public int? ClusterPort { get; init; }

    /// <summary>Ready workers, those of this process included, with which the run begins.</summary>
    public int MinWorkers { get; init; } = 1;

    /// <summary>What to show other nodes, and what to demand of them, by TLS; null for plain text.</summary>
    public NodeCertificates? Certificates { get; init; }

    /// <summary>What a worker must prove to know before it is offered the run; null for nothing.</summary>
    public JoinSecret? Secret { get; init; }

    /// <summary>Whether to listen, in plain text, on an address that other machines reach, where anybody can join and read.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>
    /// The <see cref="Listen"/> addresses of all coordinators of the run, this one's too: where one is lost another takes over, as long as most are there. Empty where this is the only one.
    /// </summary>
    public IReadOnlyList<Endpoint> Peers { get; init; } = [];

    /// <summary>The program, as others are told, such as "actornet 0.1.0".</summary>
    public string Program { get; init; } = "actornet";

    /// <summary>The port to take for the cluster's own messages, 0 for any.</summary>
    internal int PortOfCluster => ClusterPort ?? (Listen.Port == 0 ? 0 : Listen.Port + 1);

    /// <summary>The address to listen on.</summary>
    /// <exception cref="InvalidInputException">It has none, or one that nobody has said may be listened on.</exception>
    internal async Task<IPAddress> ResolveAsync(CancellationToken cancellationToken)
    {
        CheckOneOf(Certificates, IsInsecure);
        var address = await Listen.ResolveAsync(cancellationToken).ConfigureAwait(false);
        CheckExposure(nameof(Listen), address, Certificates, IsInsecure);
        return address;
    }

    /// <summary>Checks that nobody believes to be without TLS who is not, or the other way round.</summary>
    /// <exception cref="InvalidInputException">Both are asked for.</exception>
    internal static void CheckOneOf(NodeCertificates? certificates, bool isInsecure)
    {
        if (certificates is not null && isInsecure)
            throw new InvalidInputException(
                nameof(IsInsecure), true, $"off with {new ParameterName(nameof(Certificates))}, which encrypt all connections",
                "leave one of them out");
    }

    /// <summary>Checks that nobody listens to the world by mistake.</summary>
    /// <exception cref="InvalidInputException">The address is not this machine's alone, and nobody has said that it may be so.</exception>
    internal static void CheckExposure(string parameter, IPAddress address, NodeCertificates? certificates, bool isInsecure)
    {
        if (!IPAddress.IsLoopback(address) && certificates is null && !isInsecure)
            throw new InvalidInputException(
                parameter, address,
                "127.0.0.1 without TLS, since any machine that reaches another address can then join the run and read it",
                $"give {new ParameterName(nameof(Certificates))}, or set {new ParameterName(nameof(IsInsecure))} on a trusted network");
    }
}
