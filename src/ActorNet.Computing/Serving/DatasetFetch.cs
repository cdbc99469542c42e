using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Computing.Serving;

/// <summary>
/// Gets a run's data set from the cache, or else from the coordinator with a few parts in flight. Received data is accepted if its SHA-256
/// matches.
/// </summary>
internal sealed class DatasetFetch(
    TensorLink link, FrameHeader request, DatasetOffered offered, DatasetCache cache, Action<WorkerEvent> onEvent)
{
    /// <summary>Longest part of one request, in bytes.</summary>
    public const int PartBytes = 1 << 20;

    /// <summary>Enough to keep the link busy.</summary>
    private const int MaxPartsInFlight = 4;

    /// <exception cref="LinkClosedException">The link closed during the transfer, or the bytes are wrong.</exception>
    public Dataset Fetch()
    {
        if (cache.Find(offered.Sha256) is { } cached)
        {
            onEvent(new DatasetReceived(offered.Name, offered.Bytes, offered.Bytes, WasCached: true));
            return cached;
        }

        using var reception = cache.Receive(offered.Sha256, offered.Bytes);
        var buffer = new byte[Math.Min(PartBytes, offered.Bytes)];
        var (requested, received) = (0L, 0L);
        for (var part = 0; part < MaxPartsInFlight; part++)
            requested += RequestPart(requested);
        while (received < offered.Bytes)
        {
            received += Receive(received, buffer, reception);
            requested += RequestPart(requested);
            onEvent(new DatasetReceived(offered.Name, received, offered.Bytes, WasCached: false));
        }

        return reception.Complete();
    }

    private long RequestPart(long offset)
    {
        var length = Math.Min(PartBytes, offered.Bytes - offset);
        if (length > 0)
            link.Send(request with { Kind = FrameKind.GetDataset, Step = offset, Value = length });
        return length;
    }

    private long Receive(long offset, byte[] buffer, DatasetReceiver reception)
    {
        var header = link.Receive();
        var length = Math.Min(buffer.Length, offered.Bytes - offset);
        if (header.Kind != FrameKind.DatasetPart || header.Step != offset || header.PayloadBytes != length)
            throw new LinkClosedException($"the coordinator sent {header.Kind} with {header.PayloadBytes} bytes where part {offset} of the data set was awaited");
        var bytes = buffer.AsSpan(0, (int)length);
        link.Read(bytes);
        link.EndFrame();
        reception.Write(bytes);
        return bytes.Length;
    }
}
