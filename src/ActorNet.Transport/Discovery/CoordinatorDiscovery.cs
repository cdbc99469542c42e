using System.Net;
using System.Net.Sockets;
using ActorNet.Learning;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Security;

namespace ActorNet.Transport.Discovery;

/// <summary>A coordinator that answers.</summary>
/// <param name="Endpoint">Its endpoint, as it was asked.</param>
/// <param name="Description">What it says of itself.</param>
/// <param name="LocalAddress">This machine's address on the way to it, by which it reaches this machine.</param>
internal sealed record DiscoveredCoordinator(Endpoint Endpoint, EndpointDescription Description, IPAddress LocalAddress);

/// <summary>Looks for a coordinator: asks each endpoint in turn who it is, until one answers or patience is over.</summary>
internal sealed class CoordinatorDiscovery(IReadOnlyList<Endpoint> endpoints, NodeCertificates? certificates, TimeProvider time, Action<WorkerEvent> onEvent)
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(500);

    /// <summary>The first coordinator that answers.</summary>
    /// <exception cref="TrainingFailedException">None answers in time, or one speaks another version; the sentence says what each did.</exception>
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
                    isSilent &= fault is not InvalidInputException && (fault is not LinkClosedException || fault.InnerException is SocketException);
                    failures.Add(Reason(endpoint, fault));
                }
            }

            var reasons = string.Join("; ", failures);
            if (time.GetElapsedTime(started) >= timeout)
                throw new TrainingFailedException(FormattableString.Invariant(
                    $"No coordinator answers ({reasons}) within {timeout.TotalSeconds:0.#} s{(isSilent ? "; is it started, and does it listen on this address?" : ".")}"));
            if (reasons != reported)
                onEvent(new CoordinatorAwaited($"No coordinator answers ({reasons}); trying again."));
            reported = reasons;
            await Task.Delay(BetweenAttempts, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is wrong with an endpoint, in a few words that begin with it.</summary>
    /// <summary>Errors found on this side name the endpoint; the words of the other side, the socket and the clock do not.</summary>
    private static string Reason(Endpoint endpoint, Exception fault)
    {
        var words = fault.Message.TrimEnd('.');
        return fault is LinkClosedException { IsGoodbye: false } or InvalidInputException ? words : $"{endpoint}: {words}";
    }

    /// <summary>Asks one endpoint.</summary>
    /// <exception cref="TrainingFailedException">It speaks another version.</exception>
    public async Task<DiscoveredCoordinator> AskAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        var (json, localAddress) = await EndpointQuery.AskAsync(
            endpoint, certificates, FrameKind.Discover, FrameKind.Discovered, AttemptTimeout, cancellationToken).ConfigureAwait(false);
        var description = EndpointJson.Read(json, $"What {endpoint} says of itself");
        if (description.Version != ProtocolVersion.Current)
            throw new TrainingFailedException(
                $"The coordinator at {endpoint} ({description.Program}) speaks version {description.Version} of the protocol, and this program version {ProtocolVersion.Current}; run the same program on both sides.");
        return new DiscoveredCoordinator(endpoint, description, localAddress);
    }
}
