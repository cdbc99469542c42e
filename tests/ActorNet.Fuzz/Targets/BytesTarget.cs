using System.Buffers.Binary;
using System.Text;
using ActorNet.Actors.Joining;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning;
using ActorNet.Learning.Numerics;
using ActorNet.Models.Files;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Discovery;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using Akka.Actor;

namespace ActorNet.Fuzz.Targets;

/// <summary>
/// Noise on a new connection, from random bytes to a frame that is valid except for its content: read by a server from any client, by a
/// worker that waits for its welcome, and by a client that waits for an endpoint's answer. Without the token nothing more is accepted.
/// </summary>
internal sealed class BytesTarget : FuzzTarget
{
    private const int MaxNoise = 2048;
    private const int MaxAnswerBytes = 1 << 20;

    private static readonly string[] Roles = ["server", "worker", "client"];
    private static readonly FrameKind[] Kinds = Enum.GetValues<FrameKind>();

    private readonly JoinTokens _tokens = new();
    private readonly string _token;
    private int _opened;

    public BytesTarget() => _token = _tokens.Issue(new CallbackActorRef("owner", _ => _opened++));

    public override string Name => "bytes";

    /// <summary>
    /// A link's buffers, one page for each, and the texts: the input twice as text, and the reason why the link is closed.
    /// </summary>
    public override long MaxBytes(FuzzInput input) => FrameReader.BufferBytes + 32 * 1024 + 16L * input.Bytes.Length;

    public override FuzzInput Generate(SeededRandom random)
    {
        var noise = new byte[random.NextInt(random.NextInt(2) == 0 ? 200 : MaxNoise)];
        foreach (ref var value in noise.AsSpan())
            value = (byte)random.NextBits();
        var likeness = random.NextInt(6);
        if (likeness == 0 || noise.Length < FrameCodec.HeaderBytes + FrameCodec.ChecksumBytes)
            return new FuzzInput(noise, Roles[random.NextInt(Roles.Length)]);
        "ActN"u8.CopyTo(noise);
        if (likeness >= 2)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(noise.AsSpan(4), FrameCodec.Version);
            BinaryPrimitives.WriteInt32LittleEndian(noise.AsSpan(20), random.NextInt(6));
        }

        if (likeness >= 3)
            BinaryPrimitives.WriteUInt16LittleEndian(noise.AsSpan(6), (ushort)Kinds[random.NextInt(Kinds.Length)]);
        if (likeness >= 4)
            BinaryPrimitives.WriteInt64LittleEndian(
                noise.AsSpan(56), noise.Length - FrameCodec.HeaderBytes - FrameCodec.ChecksumBytes - random.NextInt(2));
        if (likeness == 5)
        {
            // Only ASCII: long random bytes are never valid UTF-8, and a goodbye may contain any text.
            foreach (ref var value in noise.AsSpan(FrameCodec.HeaderBytes..^FrameCodec.ChecksumBytes))
                value &= 0x7F;
            FrameBytes.RecomputeChecksums(noise);
        }

        return new FuzzInput(noise, Roles[random.NextInt(Roles.Length)], likeness == 5);
    }

    public override object Read(FuzzInput input)
    {
        var limits = input.Kind switch
        {
            "server" => new LinkLimits(new TensorServerOptions().FirstFrameLimits),
            "worker" => new LinkLimits().Allow(FrameKind.Welcome, 0),
            _ => new LinkLimits().Allow(FrameKind.Discovered, MaxAnswerBytes).Allow(FrameKind.Status, MaxAnswerBytes),
        };
        using var link = new TensorLink(new MemoryConnection(input.Bytes), limits, spins: 0);
        if (input.Kind == "server" && !link.TryBufferFirstFrame())
            throw new LinkClosedException("There is no frame.");
        var header = link.Receive();
        var text = link.ReadText(input.Kind == "server" ? TensorServerOptions.MaxFirstFrameBytes : MaxAnswerBytes);
        link.EndFrame();
        switch (header.Kind)
        {
            case FrameKind.Hello when !_tokens.Redeem(text, link):
                throw new LinkClosedException("The token is wrong.");
            case FrameKind.Discovered:
                JsonFormat.Read<EndpointDescription>(text, "The endpoint");
                break;
            case FrameKind.Status:
                JsonFormat.Read<RunStatus>(text, "The status");
                break;
        }

        return header.Kind;
    }

    public override bool IsRejection(Exception error) => error is LinkClosedException or InvalidInputException;

    public override string? Verify(FuzzInput input, object accepted)
    {
        ViolationException.ThrowUnless(_opened == 0, "a link was opened without the token");
        ViolationException.ThrowUnless(FrameBytes.HasValidChecksum(input.Bytes, 0), "a frame was accepted whose checksum is wrong");
        var kind = (FrameKind)accepted;
        ViolationException.ThrowUnless(
            kind is not (FrameKind.Hello or FrameKind.Discovered or FrameKind.Status),
            $"{kind} was accepted with noise as its content");
        ViolationException.ThrowUnless(
            !Encoding.ASCII.GetString(input.Bytes).Contains(_token, StringComparison.Ordinal), "the token was guessed");
        return kind.ToString();
    }
}
