using ActorNet.Learning.Training;
using System.IO.Hashing;
using ActorNet.Computing.Requests;
using ActorNet.Computing.Serving;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Threading;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Fuzz.Targets;

/// <summary>
/// What a coordinator asks, heard by the worker's loop of requests, which computes for real. Whatever it answers must be an answer to one of the
/// requests; where checksums were forged, at least none that says that computing failed.
/// </summary>
internal sealed class CoordinatorConversation : Conversation
{
    private const ulong Number = 0x1234;

    private readonly SmallRun _run;
    private readonly ThreadTeam _team = new(1, "fuzz");
    private readonly RequestHandler _computer;
    private readonly HashSet<Answered> _whole;

    private readonly record struct Answered(FrameHeader Header, ulong Content);

    public CoordinatorConversation(SmallRun run)
    {
        _run = run;
        _computer = new RequestHandler(run.Spec, run.Dataset, new GradientComputer(run.Spec, run.Dataset.Train, _team), TimeProvider.System);
        var moved = run.Parameters.Select(value => value + 0.25f).ToArray();
        var payload = new FramePayload(run.Parameters);
        Frames =
        [
            Ask(FrameKind.ComputeGradient, RoundKind.Canary, 0, new SliceRange(0, 1), payload),
            Ask(FrameKind.ComputeGradient, RoundKind.Gradient, 0, new SliceRange(0, 5), payload),
            Ask(FrameKind.ComputeGradient, RoundKind.Gradient, 0, new SliceRange(5, 4), default),
            Ask(FrameKind.ComputeGradient, RoundKind.Gradient, 1, new SliceRange(3, 4), new FramePayload(moved)),
            Ask(FrameKind.EvaluateSlices, RoundKind.Validation, 2, new SliceRange(0, 1), new FramePayload(moved)),
            Ask(FrameKind.EvaluateSlices, RoundKind.Test, 2, new SliceRange(0, 1), new FramePayload(moved)),
            FrameBytes.Of(new FrameHeader { Kind = FrameKind.Goodbye, Value = 1 }, new FramePayload("The run is over."u8)),
        ];
        _whole = [.. (List<Answered>)Hold(new FuzzInput([.. Frames.SelectMany(frame => frame)], "coordinator's"))];
        ViolationException.ThrowUnless(_whole.Count == Frames.Count - 1, "the whole conversation is not understood");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Frames { get; }

    /// <inheritdoc/>
    public override long MaxFrameBytes => 16L * _run.Spec.Network.ParameterCount * sizeof(float);

    /// <inheritdoc/>
    public override object Hold(FuzzInput input)
    {
        var wire = new MemoryConnection(input.Bytes);
        var parameterBytes = (long)_run.Spec.Network.ParameterCount * sizeof(float);
        var limits = new LinkLimits().Allow(FrameKind.DatasetPart, DatasetFetch.PartBytes)
            .Allow(FrameKind.ComputeGradient, parameterBytes).Allow(FrameKind.EvaluateSlices, parameterBytes);
        using var link = new TensorLink(wire, limits, spins: 0);
        try
        {
            new RequestLoop("run", _run.Spec, _run.Dataset, _computer).Serve(link);
        }
        catch (LinkClosedException)
        {
            // As it always ends.
        }

        return Answers(wire.Output);
    }

    /// <inheritdoc/>
    public override string? Judge(FuzzInput input, object accepted)
    {
        var answers = (List<Answered>)accepted;
        foreach (var answer in answers)
        {
            ViolationException.ThrowUnless(answer.Header.Kind != FrameKind.SlicesFailed, $"{answer.Header} could not be computed, and was not refused");
            ViolationException.ThrowUnless(input.IsForged || _whole.Contains(answer), $"{answer.Header} was answered, which is not the answer to anything asked");
        }

        return _whole.IsSubsetOf(answers) ? "coordinator's whole" : null;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _team.Dispose();
        base.Dispose();
    }

    private static List<Answered> Answers(byte[] output)
    {
        var limits = new LinkLimits();
        foreach (var kind in Enum.GetValues<FrameKind>())
            limits.Allow(kind, 1 << 20);
        var reader = new FrameReader(new MemoryConnection(output), limits, spins: 0);
        var answers = new List<Answered>();
        for (var left = output.Length; left > 0;)
        {
            var header = reader.ReadHeader();
            var payload = new byte[header.PayloadBytes];
            reader.Read(payload);
            reader.EndFrame();
            left -= FrameCodec.HeaderBytes + payload.Length + FrameCodec.ChecksumBytes;
            if (header.Kind is not (FrameKind.Credit or FrameKind.Goodbye))
                answers.Add(new Answered(header with { ComputeTime = default }, XxHash3.HashToUInt64(payload)));
        }

        return answers;
    }

    private static byte[] Ask(FrameKind kind, RoundKind round, long step, SliceRange slices, FramePayload payload) =>
        FrameBytes.Of(new FrameHeader { Kind = kind, Run = Number, Incarnation = 1, Round = round, Step = step, Slices = slices }, payload);
}
