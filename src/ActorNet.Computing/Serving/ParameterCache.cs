using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Computing.Serving;

/// <summary>The parameters received last: the first request of a round carries them, later requests of that round do not.</summary>
internal sealed class ParameterCache
{
    private float[] _parameters = [];
    private RoundId _round;

    /// <summary>Reads the request's parameters, if it carries any, and ends its frame.</summary>
    /// <returns>The parameters of the request's round.</returns>
    /// <exception cref="LinkClosedException">The count is wrong, or the round's parameters have not been received.</exception>
    public float[] Read(TensorLink link, in FrameHeader header, RoundId round, int count)
    {
        var bytes = (long)count * sizeof(float);
        if (header.PayloadBytes != 0 && header.PayloadBytes != bytes)
            throw new LinkClosedException($"the coordinator sent {header.PayloadBytes} bytes where the parameters have {bytes}");
        if (header.PayloadBytes == 0 && round != _round)
            throw new LinkClosedException($"the coordinator asked for step {round.Step} without the parameters of that round");
        if (header.PayloadBytes > 0)
        {
            if (_parameters.Length != count)
                _parameters = GC.AllocateUninitializedArray<float>(count);
            link.Read(_parameters);
            _round = round;
        }

        link.EndFrame();
        return _parameters;
    }
}
