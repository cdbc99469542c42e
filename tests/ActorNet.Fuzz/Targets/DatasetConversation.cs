using ActorNet.Computing.Serving;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Fuzz.Targets;

/// <summary>A data set on its way to a worker without a writable cache: it arrives unchanged, or not at all.</summary>
internal sealed class DatasetConversation : Conversation
{
    // No folder can be created in it, so nothing is kept between inputs.
    private readonly DatasetCache _cache = new("/dev/null");
    private readonly SmallRun _run;
    private readonly long _length;

    public DatasetConversation(SmallRun run)
    {
        _run = run;
        var archive = run.Archive();
        _length = archive.Length;
        var header = new FrameHeader { Kind = FrameKind.DatasetPart, Value = archive.Length };
        Frames = [FrameBytes.Of(header, new FramePayload(archive.AsMemory()))];
    }

    public override IReadOnlyList<byte[]> Frames { get; }

    public override long MaxFrameBytes => 16 * _length;

    public override object Replay(FuzzInput input)
    {
        var limits = new LinkLimits().Allow(FrameKind.DatasetPart, DatasetFetch.PartBytes);
        using var link = new TensorLink(new MemoryConnection(input.Bytes), limits, spins: 0);
        return new DatasetFetch(link, default, _run.Offered, _cache, _ => { }).Fetch();
    }

    public override string? Verify(FuzzInput input, object accepted)
    {
        var dataset = (Dataset)accepted;
        ViolationException.ThrowUnless(
            dataset.Train.Features!.Value.Span.SequenceEqual(_run.Dataset.Train.Features!.Value.Span)
            && dataset.Test.Labels!.Value.Span.SequenceEqual(_run.Dataset.Test.Labels!.Value.Span),
            "another data set arrived");
        return "data set's whole";
    }
}
