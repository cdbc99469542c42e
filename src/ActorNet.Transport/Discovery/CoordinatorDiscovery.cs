using System.Net;
using System.Net.Sockets;
using ActorNet.Learning;
using ActorNet.Models.Files;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Security;

namespace ActorNet.Transport.Discovery;

/// <summary>A coordinator that answered, with the address by which it reaches this machine.</summary>
internal sealed record DiscoveredCoordinator(Endpoint Endpoint, EndpointDescription Description, IPAddress LocalAddress);

/// <summary>Finds a coordinator: queries the endpoints in turn until one answers or the time is over.</summary>
internal sealed class CoordinatorDiscovery(
    IReadOnlyList<Endpoint> endpoints, NodeCertificates? certificates, TimeProvider time, Action<WorkerEvent> onEvent)
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns the first coordinator that is ready.</summary>
    /// <exception cref="TrainingFailedException">
    /// None answers in time, or one uses another protocol version; the message lists the failure of each endpoint.
    /// </exception>
    public async Task<DiscoveredCoordinator> FindAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var reported = "";
        while (true)
        {
            var failures = new List<string>();
            var isSilent = true;
            foreach (var endpoint in endpoints)
            {
                try
                {
                    var found = await AskAsync(endpoint, cancellationToken).ConfigureAwait(false);
                    if (found.Description is { IsMember: true, RunId.Length: > 0 })
                        return found;
                    isSilent = false;
                    failures.Add($"{endpoint} is not ready yet");
                }
                catch (Exception fault) when (fault is LinkClosedException or InvalidInputException or SocketException or TimeoutException)
                {
                    isSilent &= fault is not InvalidInputException
                        && (fault is not LinkClosedException || fault.InnerException is SocketException);
                    failures.Add(Reason(endpoint, fault));
                }
            }

            var reasons = string.Join("; ", failures);
            if (time.GetElapsedTime(started) >= timeout)
            {
                var advice = isSilent ? "; is it started, and does it listen on this address?" : ".";
                throw new TrainingFailedException(FormattableString.Invariant(
                    $"No coordinator answers ({reasons}) within {timeout.TotalSeconds:0.#} s{advice}"));
            }

            if (reasons != reported)
                onEvent(new CoordinatorAwaited($"No coordinator answers ({reasons}); trying again."));
            reported = reasons;
            await Task.Delay(RetryInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Errors found on this side name the endpoint already; those of the peer, the socket and the clock do not.</summary>
    private static string Reason(Endpoint endpoint, Exception fault)
    {
        var words = fault.Message.TrimEnd('.');
        return fault is LinkClosedException { IsGoodbye: false } or InvalidInputException ? words : $"{endpoint}: {words}";
    }

    /// <exception cref="TrainingFailedException">It uses another protocol version.</exception>
    public async Task<DiscoveredCoordinator> AskAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        var (json, localAddress) = await EndpointQuery.AskAsync(
            endpoint, certificates, FrameKind.Discover, FrameKind.Discovered, AttemptTimeout, cancellationToken).ConfigureAwait(false);
        var description = JsonFormat.Read<EndpointDescription>(json, $"The description of {endpoint}");
        if (description.Version != ProtocolVersion.Current)
            throw new TrainingFailedException(
                $"The coordinator at {endpoint} ({description.Program}) speaks version {description.Version} of the protocol, "
                + $"and this program version {ProtocolVersion.Current}; run the same program on both sides.");
        return new DiscoveredCoordinator(endpoint, description, localAddress);
    }
}
