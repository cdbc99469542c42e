using System.IO.Hashing;
using ActorNet.Computing.Exchange;
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
    public const ulong Number = 0x1234;

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
            .. ShareFrames(1, isAudited: false),
            .. ShareFrames(2, isAudited: true),
            RequestFrame(FrameKind.EvaluateSlices, RoundKind.Test, 3, new SliceRange(0, 1), payload),
            FrameBytes.Of(new FrameHeader { Kind = FrameKind.AbandonExchange, Run = Number, Incarnation = 1, Value = 2 }, default),
            FrameBytes.Of(new FrameHeader { Kind = FrameKind.Goodbye, Value = 1 }, new FramePayload("The run is over."u8)),
        ];
        _expected = [.. Replay([.. Frames.SelectMany(frame => frame)], awaitsExchanges: true)];
        // An exchange's two frames have two answers; giving up a complete one and the goodbye have none.
        ViolationException.ThrowUnless(_expected.Count == Frames.Count - 2, "the whole conversation is not understood");
    }

    public override IReadOnlyList<byte[]> Frames { get; }

    public override long MaxFrameBytes => 16L * _run.Spec.Network.ParameterCount * sizeof(float);

    public override object Replay(FuzzInput input) => Replay(input.Bytes, awaitsExchanges: false);

    /// <summary>
    /// Serves the requests. Without <paramref name="awaitsExchanges"/> a request may end the exchange before it, which is then answered by
    /// <see cref="FrameKind.ExchangeFailed"/>.
    /// </summary>
    private List<AnswerFrame> Replay(byte[] bytes, bool awaitsExchanges)
    {
        SmallExchange? exchange = null;
        var pauses = new SortedList<int, Action>();
        foreach (var (position, number) in awaitsExchanges ? ShareEnds() : [])
            pauses.Add(position, () => exchange!.AwaitComplete(number));
        var connection = new MemoryConnection(bytes, pauses);
        var parameterBytes = (long)_run.Spec.Network.ParameterCount * sizeof(float);
        var limits = new LinkLimits()
            .Allow(FrameKind.DatasetPart, DatasetFetch.PartBytes)
            .Allow(FrameKind.ComputeGradient, parameterBytes)
            .Allow(FrameKind.EvaluateSlices, parameterBytes)
            .Allow(FrameKind.ComputeShare, ExchangePlanCodec.LengthOf(PeerLinks.MaxMembers))
            .Allow(FrameKind.ShardParameters, parameterBytes)
            .Allow(FrameKind.AbandonExchange, 0);
        using var link = new TensorLink(connection, limits, spins: 0);
        exchange = new SmallExchange(_run, link);
        try
        {
            new RequestLoop("run", _run.Spec, _run.Dataset, _computer, peers: exchange.Exchange).Serve(link);
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
            ViolationException.ThrowUnless(
                input.IsForged || _expected.Contains(answer) || answer.Header.Kind == FrameKind.ExchangeFailed,
                $"{answer.Header} answers none of the requests");
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

    /// <summary>Where in the whole conversation the parameters of each exchange end.</summary>
    private IEnumerable<(int Position, long Exchange)> ShareEnds()
    {
        var (position, exchanges) = (0, 0);
        foreach (var frame in Frames)
        {
            position += frame.Length;
            if (FrameCodec.Read(frame, out var header) is null && header.Kind == FrameKind.ShardParameters)
                yield return (position, ++exchanges);
        }
    }

    /// <summary>The worker's share of an exchange: the plan, and its shard of the parameters.</summary>
    private IEnumerable<byte[]> ShareFrames(long number, bool isAudited)
    {
        var plan = SmallExchange.PlanOf(_run);
        var header = new FrameHeader
        {
            Kind = FrameKind.ComputeShare, Run = Number, Incarnation = 1, Round = RoundKind.Gradient, Slices = SmallExchange.Slices,
            Value = number,
        };
        yield return FrameBytes.Of(header, new FramePayload(ExchangePlanCodec.Write(plan, receiver: 0, isAudited).AsMemory()));
        yield return FrameBytes.Of(
            header with { Kind = FrameKind.ShardParameters, Step = number, Value = 0 },
            new FramePayload(_run.Parameters, plan.Shards.Shard(0)[0]));
    }

    private static byte[] RequestFrame(FrameKind kind, RoundKind round, long step, SliceRange slices, FramePayload payload) =>
        FrameBytes.Of(new FrameHeader { Kind = kind, Run = Number, Incarnation = 1, Round = round, Step = step, Slices = slices }, payload);
}
