using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorNet.Learning;

namespace ActorNet.Transport.Connections;

/// <summary>HOST:PORT as given on the command line; an IPv6 address is written in brackets.</summary>
/// <param name="Host">A host name or an IP address.</param>
/// <param name="Port">The port; 0 listens on any free port.</param>
public sealed record Endpoint(string Host, int Port)
{
    /// <summary>The port if none is given.</summary>
    public const int DefaultPort = 4710;

    private static readonly SearchValues<char> InvalidHostCharacters = SearchValues.Create(" /\\@#?");

    /// <summary>Parses HOST:PORT; HOST alone uses <see cref="DefaultPort"/>.</summary>
    /// <exception cref="InvalidInputException">The text is not an endpoint.</exception>
    public static Endpoint Parse(string text)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.LastIndexOf(':');
        var (host, port) = end <= 0 ? (text, "") : (text[..end], text[end..]);
        host = host.Trim('[', ']');
        if (host.Length == 0 || host[0] == '-' || host.AsSpan().ContainsAny(InvalidHostCharacters)
            || (host.Contains(':', StringComparison.Ordinal) && !IPAddress.TryParse(host, out _)))
            throw Invalid(text);
        if (port.Length == 0)
            return new Endpoint(host, DefaultPort);
        return port[0] == ':' && ushort.TryParse(port.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Endpoint(host, number)
            : throw Invalid(text);
    }

    /// <summary>Parses HOST:PORT,HOST:PORT,...</summary>
    /// <exception cref="InvalidInputException">An element is not an endpoint.</exception>
    public static IReadOnlyList<Endpoint> ParseAll(string text) => [.. text.Split(',', StringSplitOptions.TrimEntries).Select(Parse)];

    /// <summary>Formats as HOST:PORT.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    /// <summary>Resolves the host to an address; the first IPv4 address if there is one, as in Akka.Remote.</summary>
    /// <exception cref="InvalidInputException">The name has no address.</exception>
    public async Task<IPAddress> ResolveAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(Host, out var address))
            return address;
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(Host, cancellationToken).ConfigureAwait(false);
            return Array.Find(addresses, candidate => candidate.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        }
        catch (SocketException fault)
        {
            throw InvalidInputException.Of(
                $"Host '{Host}'", $"has no address ({fault.SocketErrorCode})", advice: "give a host that this machine can find",
                cause: fault);
        }
    }

    private static InvalidInputException Invalid(string text) =>
        new(nameof(Endpoint), text, $"HOST:PORT, a name or an address and a port from 0 to 65535, such as 127.0.0.1:{DefaultPort}");
}
