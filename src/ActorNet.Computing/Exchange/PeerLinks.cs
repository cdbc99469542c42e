using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using ActorNet.Transport.Security;

namespace ActorNet.Computing.Exchange;

/// <summary>
/// A worker's links to its peers, each with a thread that reads, and its part in exchanges over them. Thread-safe. A peer opens its link
/// with a token that it got from the coordinator.
/// </summary>
internal sealed class PeerLinks : IPeerLinks, IDisposable
{
    /// <summary>The maximum number of members of an exchange.</summary>
    public const int MaxMembers = 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a peer may be ahead: far longer than a step, of which the coordinator tells all members at the same time.</summary>
    private static readonly TimeSpan MaxLead = TimeSpan.FromMinutes(5);

    private readonly TensorLink _coordinator;
    private readonly FrameHeader _header;
    private readonly NodeCertificates? _certificates;
    private readonly TensorServer _server;
    private readonly long _parameterBytes;
    private readonly long _gradientBytes; // the most that a range of slices has
    private readonly Action<int, string?> _onChanged;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<int, TensorLink> _links = [];
    private bool _isDisposed;

    /// <summary>
    /// Listens on any port of an address. <paramref name="coordinator"/> and <paramref name="header"/> are those of the run's link.
    /// <paramref name="onChanged"/> receives a peer whose link is open, or was closed or could not be opened, then with the reason; on any
    /// thread. What <paramref name="wrap"/> returns sends in place of this.
    /// </summary>
    public PeerLinks(
        IPAddress address, NodeCertificates? certificates, TimeProvider time, TensorLink coordinator, in FrameHeader header,
        ParameterLayout layout, int maxSliceCount, Action<int, string?> onChanged,
        Func<IPeerLinks, IPeerLinks>? wrap = null)
    {
        (_coordinator, _header, _certificates, _onChanged) = (coordinator, header, certificates, onChanged);
        _parameterBytes = (long)sizeof(float) * layout.ParameterCount;
        _gradientBytes = TreeNode.MaxNodes(maxSliceCount) * _parameterBytes;
        Exchange = new PeerExchange(wrap?.Invoke(this) ?? this);
        var options = new TensorServerOptions
        {
            Certificates = certificates,
            FirstFrameLimits = new LinkLimits().Allow(FrameKind.Hello, TensorServerOptions.MaxFirstFrameBytes),
        };
        _server = new TensorServer(new IPEndPoint(address, 0), options, time, Accept, (_, _) => { });
    }

    public PeerExchange Exchange { get; }

    /// <summary>Where peers connect to.</summary>
    public IPEndPoint EndPoint => _server.EndPoint;

    /// <summary>Issues a token with which a peer can open a link, once; an earlier one of this peer is void.</summary>
    public string Expect(int peer)
    {
        var token = LinkToken.Create();
        lock (_gate)
        {
            foreach (var earlier in _tokens.Where(pair => pair.Value == peer).Select(pair => pair.Key).ToList())
                _tokens.Remove(earlier);
            _tokens.Add(token, peer);
        }

        return token;
    }

    /// <summary>Opens a link to a peer, in the background.</summary>
    public void Connect(int peer, Endpoint endpoint, string token) =>
        Start(peer, () => TensorLink.Open(endpoint, _certificates, _header, token, ConnectTimeout));

    public void Dispose()
    {
        List<TensorLink> links;
        lock (_gate)
        {
            _isDisposed = true;
            links = [.. _links.Values];
            _links.Clear();
        }

        Exchange.Close();
        foreach (var link in links)
            link.Close(WorkerExitReason.WorkerLeft);
        _server.DisposeAsync().AsTask().Wait();
    }

    void IPeerLinks.SendParameters(int peer, long exchange, int bucket, float[] parameters, ParameterRange range) =>
        Find(peer)?.Send(Header(FrameKind.ShardParameters, exchange, bucket), parameters, range);

    void IPeerLinks.SendGradient(int peer, long exchange, int bucket, PartialGradient gradient, ParameterRange range) =>
        Find(peer)?.Send(Header(FrameKind.ShardGradient, exchange, bucket), gradient, range);

    void IPeerLinks.SendSums(WorkerExchange exchange, int bucket, bool isLast) => _coordinator.Send(
        Header(FrameKind.ShardSummed, exchange.Number, bucket), isLast ? exchange.HashesOfReceived() : [], exchange.Sums,
        exchange.SumsOf(bucket));

    void IPeerLinks.SendFailure(WorkerExchange exchange, int[] missingPeers) =>
        _coordinator.Send(Header(FrameKind.ExchangeFailed, exchange), MemoryMarshal.AsBytes(missingPeers.AsSpan()));

    /// <exception cref="LinkClosedException">The token is not valid.</exception>
    private void Accept(TensorLink link, FrameHeader first, string token)
    {
        int peer;
        lock (_gate)
        {
            if (!_tokens.Remove(token, out peer))
                throw new LinkClosedException("The token is not valid, or no longer.");
        }

        link.Send(_header with { Kind = FrameKind.Welcome });
        Start(peer, () => link);
    }

    private void Start(int peer, Func<TensorLink> open) => new Thread(() => Run(peer, open))
    {
        IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"peer {peer}"),
    }.Start();

    private void Run(int peer, Func<TensorLink> open)
    {
        TensorLink? link = null;
        string reason;
        try
        {
            link = open();
            Add(peer, link);
            PeerFrames.Receive(link, Exchange, _header.Run, peer, MaxLead);
            return;
        }
        catch (Exception error)
        {
            reason = error.Message;
            link?.Close((error as LinkClosedException)?.Exit ?? new WorkerExit(WorkerExitReason.Fault, reason));
        }

        lock (_gate)
        {
            // A newer link may have taken its place.
            if (_isDisposed || _links.GetValueOrDefault(peer) is { } current && current != link)
                return;
            _links.Remove(peer);
        }

        Exchange.Disconnect(peer);
        _onChanged(peer, reason);
    }

    private void Add(int peer, TensorLink link)
    {
        link.Limits.Forbid(FrameKind.Hello)
            .Allow(FrameKind.ShardParameters, _parameterBytes)
            .Allow(FrameKind.ShardGradient, _gradientBytes);
        link.StopPolling(); // many buckets are on their way at the same time
        TensorLink? earlier;
        lock (_gate)
        {
            if (_isDisposed)
                throw new LinkClosedException(WorkerExitReason.WorkerLeft);
            earlier = _links.GetValueOrDefault(peer);
            _links[peer] = link;
        }

        earlier?.Close(WorkerExitReason.Replaced);
        Exchange.Connect(peer);
        _onChanged(peer, null);
    }

    private TensorLink? Find(int peer)
    {
        lock (_gate)
            return _links.GetValueOrDefault(peer);
    }

    private FrameHeader Header(FrameKind kind, long exchange, int bucket) => _header with { Kind = kind, Step = exchange, Value = bucket };

    private FrameHeader Header(FrameKind kind, WorkerExchange exchange) => _header with
    {
        Kind = kind, Incarnation = exchange.Round.Incarnation, Round = exchange.Round.Kind, Step = exchange.Round.Step,
        Slices = exchange.Slices, Value = exchange.Number,
    };
}
