using System.Runtime.InteropServices;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Computing.Exchange;

/// <summary>Reads a peer's frames straight into the buffers of the exchange they belong to.</summary>
internal static class PeerFrames
{
    /// <summary>
    /// Receives until the link closes. A peer that is ahead, in an exchange that this worker has not begun, waits for up to
    /// <paramref name="timeout"/>.
    /// </summary>
    /// <exception cref="LinkClosedException">The link closed; this is the only way out.</exception>
    public static void Receive(TensorLink link, PeerExchange exchange, ulong run, int peer, TimeSpan timeout)
    {
        while (true)
        {
            var header = link.Receive();
            if (header.Run != run)
                throw new LinkClosedException("it speaks of another run");
            exchange.AwaitBegun(header.Step, timeout);
            var isGradient = header.Kind == FrameKind.ShardGradient;
            if (exchange.TryReceive(peer, header.Step, header.Value, isGradient, header.PayloadBytes, out var reception))
            {
                Read(link, exchange, reception);
                continue;
            }

            link.Skip();
            link.EndFrame();
        }
    }

    private static void Read(TensorLink link, PeerExchange exchange, in Reception reception)
    {
        try
        {
            for (var segment = 0; segment < reception.SegmentCount; segment++)
                link.Read(MemoryMarshal.AsBytes(reception.Segment(segment)));
            link.EndFrame();
        }
        catch
        {
            exchange.Cancel(reception);
            throw;
        }

        exchange.Complete(reception);
    }
}
