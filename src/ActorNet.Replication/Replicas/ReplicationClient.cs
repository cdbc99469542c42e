using System.Text;
using ActorNet.Learning;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Replication.Replicas;

/// <summary>The way to what another coordinator has of the run: a link of its own, for one thread.</summary>
internal sealed class ReplicationClient : IRunSource, IDisposable
{
    /// <summary>The longest part of a file that is asked for, in bytes.</summary>
    public const int PartBytes = 1 << 20;

    /// <summary>The longest name of a file, in bytes.</summary>
    public const int MaxNameBytes = 256;

    private readonly TensorLink _link;
    private readonly Endpoint _endpoint;
    private readonly ReplicationHandshake _access;
    private readonly CancellationTokenRegistration _closing;
    private bool _isAdmitted;

    private ReplicationClient(TensorLink link, Endpoint endpoint, ReplicationHandshake access, CancellationToken cancellationToken)
    {
        (_link, _endpoint, _access) = (link, endpoint, access);
        _closing = cancellationToken.Register(() => link.Close("Cancelled."));
    }

    /// <summary>Opens the link.</summary>
    /// <param name="endpoint">The address that the coordinator listens on.</param>
    /// <param name="access">What opens it.</param>
    /// <param name="timeout">How long that may take, and each answer.</param>
    /// <param name="cancellationToken">Ends the attempt, and later the link.</param>
    /// <exception cref="LinkClosedException">Nobody answers.</exception>
    public static ReplicationClient Open(Endpoint endpoint, ReplicationHandshake access, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var limits = new LinkLimits().Allow(FrameKind.Holding, ReplicaStateJson.MaxBytes).Allow(FrameKind.RunFilePart, PartBytes);
        var link = TensorLink.ConnectAsync(endpoint.Host, endpoint.Port, access.Certificates, limits, timeout, cancellationToken).GetAwaiter().GetResult();
        link.ReadTimeout = timeout;
        return new ReplicationClient(link, endpoint, access, cancellationToken);
    }

    /// <summary>Asks what the other has.</summary>
    /// <param name="mine">What this side has; the other waits for it when it leaves.</param>
    /// <exception cref="LinkClosedException">It is gone.</exception>
    /// <exception cref="InvalidInputException">The answer makes no sense.</exception>
    public ReplicaState Ask(ReplicaState mine)
    {
        var question = new FrameHeader
        {
            Kind = FrameKind.GetReplicaState,
            Incarnation = mine.Newest?.Incarnation ?? 0,
            Step = mine.Newest?.Step ?? 0,
            Value = mine.News,
        };
        if (_isAdmitted)
        {
            _link.Send(question);
        }
        else
        {
            var nonce = _access.NewNonce();
            _link.Send(question, Encoding.ASCII.GetBytes(nonce).AsSpan());
            _access.Apply(_link, nonce);
            _isAdmitted = true;
        }

        _link.Await(FrameKind.Holding);
        var json = _link.ReadText(ReplicaStateJson.MaxBytes);
        _link.EndFrame();
        return ReplicaStateJson.Read(json, $"What {_endpoint} says of its run");
    }

    /// <inheritdoc/>
    public void Copy(string name, long offset, Stream destination)
    {
        var buffer = new byte[PartBytes];
        while (true)
        {
            _link.Send(
                new FrameHeader { Kind = FrameKind.GetRunFile, Step = offset, Value = PartBytes }, Encoding.UTF8.GetBytes(name).AsSpan());
            var header = _link.Await(FrameKind.RunFilePart);
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

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Dispose();
        _link.Dispose();
    }
}
