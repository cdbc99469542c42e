using System.IO.Hashing;
using ActorNet.Computing.Requests;
using ActorNet.Computing.Serving;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Fuzz.Targets;

/// <summary>
/// The requests of a coordinator, served by the worker's request loop, which computes for real. Each answer must be the answer to one of
/// the requests; if checksums were forged, at least no answer may say that computing failed.
/// </summary>
internal sealed class CoordinatorConversation : Conversation
{
    private const ulong Number = 0x1234;

    private readonly SmallRun _run;
    private readonly ThreadTeam _team = new(1, "fuzz");
    private readonly RequestHandler _computer;
    private readonly HashSet<AnswerFrame> _expected;

    private readonly record struct AnswerFrame(FrameHeader Header, ulong Content);

    public CoordinatorConversation(SmallRun run)
    {
        _run = run;
        _computer = new RequestHandler(run.Spec, run.Dataset, new GradientComputer(run.Spec, run.Dataset.Train, _team), TimeProvider.System);
        var moved = run.Parameters.Select(value => value + 0.25f).ToArray();
        var payload = new FramePayload(run.Parameters);
        Frames =
        [
            RequestFrame(FrameKind.ComputeGradient, RoundKind.Canary, 0, new SliceRange(0, 1), payload),
            RequestFrame(FrameKind.ComputeGradient, RoundKind.Gradient, 0, new SliceRange(0, 5), payload),
            RequestFrame(FrameKind.ComputeGradient, RoundKind.Gradient, 0, new SliceRange(5, 4), default),
            RequestFrame(FrameKind.ComputeGradient, RoundKind.Gradient, 1, new SliceRange(3, 4), new FramePayload(moved)),
            RequestFrame(FrameKind.EvaluateSlices, RoundKind.Validation, 2, new SliceRange(0, 1), new FramePayload(moved)),
            RequestFrame(FrameKind.EvaluateSlices, RoundKind.Test, 2, new SliceRange(0, 1), new FramePayload(moved)),
            FrameBytes.Of(new FrameHeader { Kind = FrameKind.Goodbye, Value = 1 }, new FramePayload("The run is over."u8)),
        ];
        _expected = [.. (List<AnswerFrame>)Replay(new FuzzInput([.. Frames.SelectMany(frame => frame)], "coordinator's"))];
        ViolationException.ThrowUnless(_expected.Count == Frames.Count - 1, "the whole conversation is not understood");
    }

    public override IReadOnlyList<byte[]> Frames { get; }

    public override long MaxFrameBytes => 16L * _run.Spec.Network.ParameterCount * sizeof(float);

    public override object Replay(FuzzInput input)
    {
        var connection = new MemoryConnection(input.Bytes);
        var parameterBytes = (long)_run.Spec.Network.ParameterCount * sizeof(float);
        var limits = new LinkLimits()
            .Allow(FrameKind.DatasetPart, DatasetFetch.PartBytes)
            .Allow(FrameKind.ComputeGradient, parameterBytes)
            .Allow(FrameKind.EvaluateSlices, parameterBytes);
        using var link = new TensorLink(connection, limits, spins: 0);
        try
        {
            new RequestLoop("run", _run.Spec, _run.Dataset, _computer).Serve(link);
        }
        catch (LinkClosedException)
        {
            // The loop always ends like this.
        }

        return Answers(connection.Output);
    }

    public override string? Verify(FuzzInput input, object accepted)
    {
        var answers = (List<AnswerFrame>)accepted;
        foreach (var answer in answers)
        {
            ViolationException.ThrowUnless(
                answer.Header.Kind != FrameKind.SlicesFailed, $"{answer.Header} could not be computed, and was not rejected");
            ViolationException.ThrowUnless(input.IsForged || _expected.Contains(answer), $"{answer.Header} answers none of the requests");
        }

        return _expected.IsSubsetOf(answers) ? "coordinator's whole" : null;
    }

    public override void Dispose()
    {
        _team.Dispose();
        base.Dispose();
    }

    private static List<AnswerFrame> Answers(byte[] output)
    {
        var limits = new LinkLimits();
        foreach (var kind in Enum.GetValues<FrameKind>())
            limits.Allow(kind, 1 << 20);
        var reader = new FrameReader(new MemoryConnection(output), limits, spins: 0);
        var answers = new List<AnswerFrame>();
        for (var left = output.Length; left > 0;)
        {
            var header = reader.ReadHeader();
            var payload = new byte[header.PayloadBytes];
            reader.Read(payload);
            reader.EndFrame();
            left -= FrameCodec.HeaderBytes + payload.Length + FrameCodec.ChecksumBytes;
            if (header.Kind != FrameKind.Goodbye)
                answers.Add(new AnswerFrame(header with { ComputeTime = default }, XxHash3.HashToUInt64(payload)));
        }

        return answers;
    }

    private static byte[] RequestFrame(FrameKind kind, RoundKind round, long step, SliceRange slices, FramePayload payload) =>
        FrameBytes.Of(new FrameHeader { Kind = kind, Run = Number, Incarnation = 1, Round = round, Step = step, Slices = slices }, payload);
}
