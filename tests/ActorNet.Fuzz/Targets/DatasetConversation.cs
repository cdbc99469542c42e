using ActorNet.Computing.Serving;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Fuzz.Targets;

/// <summary>A data set on its way to a worker that has no cache to write to: either it arrives as it was, or not at all.</summary>
internal sealed class DatasetConversation : Conversation
{
    // Nobody can make a folder in it, so nothing is kept from one input to the next.
    private readonly DatasetCache _cache = new("/dev/null");
    private readonly SmallRun _run;
    private readonly long _length;

    public DatasetConversation(SmallRun run)
    {
        _run = run;
        var archive = run.Archive();
        _length = archive.Length;
        Frames = [FrameBytes.Of(new FrameHeader { Kind = FrameKind.DatasetPart, Value = archive.Length }, new FramePayload(archive.AsMemory()))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Frames { get; }

    /// <inheritdoc/>
    public override long MaxFrameBytes => 16 * _length;

    /// <inheritdoc/>
    public override object Hold(FuzzInput input)
    {
        var limits = new LinkLimits().Allow(FrameKind.DatasetPart, DatasetFetch.PartBytes);
        using var link = new TensorLink(new MemoryConnection(input.Bytes), limits, spins: 0);
        return new DatasetFetch(link, default, _run.Offered, _cache, _ => { }).Fetch();
    }

    /// <inheritdoc/>
    public override string? Judge(FuzzInput input, object accepted)
    {
        var dataset = (Dataset)accepted;
        ViolationException.ThrowUnless(
            dataset.Train.Features!.Value.Span.SequenceEqual(_run.Dataset.Train.Features!.Value.Span)
            && dataset.Test.Labels!.Value.Span.SequenceEqual(_run.Dataset.Test.Labels!.Value.Span),
            "another data set arrived");
        return "data set's whole";
    }
}
