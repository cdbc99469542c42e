using System.Net;
using System.Net.Sockets;
using ActorNet.Actors.Security;
using ActorNet.Actors.Transport;
using ActorNet.Actors.Worker;
using ActorNet.Learning;
using ActorNet.Protocol;

namespace ActorNet.Actors.Hosting;

/// <summary>A coordinator that answers.</summary>
/// <param name="Endpoint">Its endpoint, as it was asked.</param>
/// <param name="Description">What it says of itself.</param>
/// <param name="LocalAddress">This machine's address on the way to it, by which it reaches this machine.</param>
internal sealed record FoundCoordinator(HostPort Endpoint, EndpointDescription Description, IPAddress LocalAddress);

/// <summary>Looks for a coordinator: asks each endpoint in turn who it is, until one answers or patience is over.</summary>
internal sealed class CoordinatorSearch(IReadOnlyList<HostPort> endpoints, NodeCertificates? certificates, TimeProvider time, Action<WorkerNews> onNews)
{
    private static readonly TimeSpan AttemptPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(500);

    /// <summary>The first coordinator that answers.</summary>
    /// <exception cref="TrainingFailedException">None answers in time, or one speaks another version; the sentence says what each did.</exception>
    public async Task<FoundCoordinator> FindAsync(TimeSpan patience, CancellationToken cancellationToken)
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

            var reason = $"No coordinator answers ({string.Join("; ", failures)})";
            if (time.GetElapsedTime(started) >= patience)
                throw new TrainingFailedException(FormattableString.Invariant(
                    $"{reason}; it was tried for {patience.TotalSeconds:0.#} s{(isSilent ? ": is it started, and is --join its --listen address?" : ".")}"));
            if (reason != reported)
                onNews(new CoordinatorAwaited($"{reason}; trying again."));
            reported = reason;
            await Task.Delay(BetweenAttempts, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is wrong with an endpoint, in a few words that begin with it.</summary>
    private static string Reason(HostPort endpoint, Exception fault)
    {
        var words = fault.Message.TrimEnd('.');
        return words.Contains(endpoint.ToString(), StringComparison.Ordinal) ? words : $"{endpoint}: {words}";
    }

    /// <summary>Asks one endpoint.</summary>
    /// <exception cref="TrainingFailedException">It speaks another version.</exception>
    public async Task<FoundCoordinator> AskAsync(HostPort endpoint, CancellationToken cancellationToken)
    {
        var (json, localAddress) = await EndpointQuestion.AskAsync(
            endpoint, certificates, FrameKind.Discover, FrameKind.Discovered, AttemptPatience, cancellationToken).ConfigureAwait(false);
        var description = EndpointJson.Read(json, $"What {endpoint} says of itself");
        if (description.Version != ProtocolVersion.Current)
            throw new TrainingFailedException(
                $"The coordinator at {endpoint} ({description.Program}) speaks version {description.Version} of the protocol, and this program version {ProtocolVersion.Current}; run the same program on both sides.");
        return new FoundCoordinator(endpoint, description, localAddress);
    }
}
