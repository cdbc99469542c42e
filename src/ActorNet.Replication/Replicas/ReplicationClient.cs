using System.Text;
using ActorNet.Learning;
using ActorNet.Models.Files;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Replication.Replicas;

/// <summary>Reads the replica of another coordinator over its own link. Not thread-safe.</summary>
internal sealed class ReplicationClient : IRunFileSource, IDisposable
{
    /// <summary>The maximum part of a file per request, in bytes.</summary>
    public const int PartBytes = 1 << 20;

    /// <summary>The maximum length of a file name, in bytes.</summary>
    public const int MaxNameBytes = 256;

    private readonly TensorLink _link;
    private readonly Endpoint _endpoint;
    private readonly ReplicationHandshake _handshake;
    private readonly CancellationTokenRegistration _cancellation;
    private bool _isAuthenticated;

    private ReplicationClient(TensorLink link, Endpoint endpoint, ReplicationHandshake handshake, CancellationToken cancellationToken)
    {
        (_link, _endpoint, _handshake) = (link, endpoint, handshake);
        _cancellation = cancellationToken.Register(() => link.Close("Cancelled."));
    }

    /// <summary>Opens the link; the timeout is for connecting, and for each answer. Cancelling later closes the link.</summary>
    /// <exception cref="LinkClosedException">The coordinator does not answer.</exception>
    public static ReplicationClient Open(
        Endpoint endpoint, ReplicationHandshake handshake, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var limits = new LinkLimits().Allow(FrameKind.ReplicaState, ReplicaState.MaxBytes).Allow(FrameKind.RunFilePart, PartBytes);
        var link = TensorLink
            .ConnectAsync(endpoint.Host, endpoint.Port, handshake.Certificates, limits, timeout, cancellationToken)
            .GetAwaiter().GetResult();
        link.ReadTimeout = timeout;
        return new ReplicationClient(link, endpoint, handshake, cancellationToken);
    }

    /// <summary>Requests the replica's state. Its coordinator waits for <paramref name="mine"/> to catch up before it leaves.</summary>
    /// <exception cref="LinkClosedException">The coordinator is gone.</exception>
    /// <exception cref="InvalidInputException">The answer is not valid.</exception>
    public ReplicaState GetState(ReplicaState mine)
    {
        var request = new FrameHeader
        {
            Kind = FrameKind.GetReplicaState,
            Incarnation = mine.Newest?.Incarnation ?? 0,
            Step = mine.Newest?.Step ?? 0,
            Value = mine.News,
        };
        if (_isAuthenticated)
        {
            _link.Send(request);
        }
        else
        {
            var nonce = _handshake.NewNonce();
            _link.Send(request, Encoding.ASCII.GetBytes(nonce).AsSpan());
            _handshake.AuthenticateAsClient(_link, nonce);
            _isAuthenticated = true;
        }

        _link.ReceiveExpected(FrameKind.ReplicaState);
        var json = _link.ReadText(ReplicaState.MaxBytes);
        _link.EndFrame();
        return JsonFormat.Read<ReplicaState>(json, $"The replica state of {_endpoint}");
    }

    public void Copy(string name, long offset, Stream destination)
    {
        var buffer = new byte[PartBytes];
        while (true)
        {
            _link.Send(
                new FrameHeader { Kind = FrameKind.GetRunFile, Step = offset, Value = PartBytes }, Encoding.UTF8.GetBytes(name).AsSpan());
            var header = _link.ReceiveExpected(FrameKind.RunFilePart);
            if (header.Step != offset)
                throw new LinkClosedException($"{_endpoint} sent byte {header.Step} of '{name}', where {offset} was asked for.");
            var part = buffer.AsSpan(0, (int)header.PayloadBytes);
            _link.Read(part);
            _link.EndFrame();
            destination.Write(part);
            offset += part.Length;
            if (part.Length < PartBytes)
                return;
        }
    }

    public void Dispose()
    {
        _cancellation.Dispose();
        _link.Dispose();
    }
}
