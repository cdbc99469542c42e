using ActorNet.Fuzz.Inputs;
using ActorNet.Learning;
using ActorNet.Learning.Numerics;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;

namespace ActorNet.Fuzz.Targets;

/// <summary>
/// Valid conversations with frames changed, cut, joined, repeated and reordered, half of them with recomputed checksums: a worker's
/// answers to the coordinator, a coordinator's requests to a worker, a peer's part in an exchange, and a data set on its way.
/// </summary>
internal sealed class FramesTarget : FuzzTarget
{
    private readonly Dictionary<string, Conversation> _conversations;

    public FramesTarget()
    {
        var run = new SmallRun();
        _conversations = new Dictionary<string, Conversation>
        {
            ["worker's"] = new WorkerConversation(run),
            ["coordinator's"] = new CoordinatorConversation(run),
            ["data set's"] = new DatasetConversation(run),
            ["peer's"] = new PeerConversation(run),
        };
    }

    public override string Name => "frames";

    /// <summary>
    /// A link's buffers for reading and writing, each with a page, and the other side's answers if there are any; and twice the largest
    /// frame that the limits allow.
    /// </summary>
    public override long MaxBytes(FuzzInput input) =>
        FrameReader.BufferBytes + 2 * 132 * 1024 + 2 * _conversations[input.Kind].MaxFrameBytes + 32L * input.Bytes.Length;

    public override FuzzInput Generate(SeededRandom random)
    {
        var kind = random.NextInt(16) switch { 0 => "data set's", < 7 => "worker's", < 12 => "coordinator's", _ => "peer's" };
        var frames = _conversations[kind].Frames.ToList();
        for (var edits = random.NextInt(3); edits > 0 && frames.Count > 0; edits--)
            Rearrange(frames, random);
        var isForged = random.NextInt(2) == 0;
        if (frames.Count == 0 || random.NextInt(8) == 0)
            return new FuzzInput([.. frames.SelectMany(frame => frame)], kind, isForged);

        var changed = random.NextInt(frames.Count);
        frames[changed] = Mutation.Of(frames[changed], FrameCodec.HeaderBytes, [], frames, random);
        var bytes = frames.SelectMany(frame => frame).ToArray();
        if (isForged)
            FrameBytes.RecomputeChecksums(bytes);
        return new FuzzInput(bytes, kind, isForged);
    }

    private static void Rearrange(List<byte[]> frames, SeededRandom random)
    {
        var (one, other) = (random.NextInt(frames.Count), random.NextInt(frames.Count));
        switch (random.NextInt(3))
        {
            case 0:
                frames.RemoveAt(one);
                break;
            case 1:
                frames.Insert(other, frames[one]);
                break;
            default:
                (frames[one], frames[other]) = (frames[other], frames[one]);
                break;
        }
    }

    public override object Read(FuzzInput input) => _conversations[input.Kind].Replay(input);

    public override bool IsRejection(Exception error) => error is LinkClosedException or InvalidInputException;

    public override string? Verify(FuzzInput input, object accepted) =>
        _conversations[input.Kind].Verify(input, accepted) is { } kind ? $"{kind}{(input.IsForged ? ", forged" : "")}" : null;

    public override void Dispose()
    {
        foreach (var conversation in _conversations.Values)
            conversation.Dispose();
        base.Dispose();
    }
}
