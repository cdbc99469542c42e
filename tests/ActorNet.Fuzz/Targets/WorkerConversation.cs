using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using ActorNet.Actors.Joining;
using ActorNet.Coordination.Exchange;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Verification;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Fuzz.Targets;

/// <summary>
/// The answers of a worker, read by the coordinator's end of its link. What is passed on must answer the requests in their order, each once
/// and in its size; if no checksum was forged, it must equal the worker's answers bit for bit.
/// </summary>
internal sealed class WorkerConversation : Conversation
{
    private static readonly SliceRange Left = new(0, 4);
    private static readonly SliceRange Right = new(4, 5);
    private static readonly RoundId First = new("run", 1, RoundKind.Gradient, 0);
    private static readonly RoundId Second = new("run", 1, RoundKind.Gradient, 1);
    private static readonly RoundId Tested = new("run", 1, RoundKind.Test, 2);

    private readonly SmallRun _run;
    private readonly RunOffer _offer;
    private readonly object[] _requests;
    private readonly List<ReceivedAnswer> _expected;

    private readonly ExchangePlan _plan;

    private readonly record struct ReceivedAnswer(Type Kind, RoundId Round, SliceRange Slices, ulong Content);

    private sealed record Transcript(List<ReceivedAnswer> Answers, string Reason);

    public WorkerConversation(SmallRun run)
    {
        (_run, _offer, _plan) = (run, run.Offer(), SmallExchange.PlanOf(run));
        _requests =
        [
            new ComputeGradient(new RoundId("run", 1, RoundKind.Canary, 0), Canary.Slices, run.Parameters),
            new ComputeGradient(First, Left, run.Parameters), new ComputeGradient(First, Right, run.Parameters),
            new ComputeGradient(Second, Left, run.Parameters), new EvaluateSlices(Tested, Canary.Slices, run.Parameters),
            new ComputeGradient(Second, Right, run.Parameters),
        ];
        var header = new FrameHeader { Run = _offer.Number, Incarnation = 1 };
        Frames =
        [
            FrameBytes.Of(header with { Kind = FrameKind.GetDataset, Step = 0, Value = 100 }, default),
            FrameBytes.Of(header with { Kind = FrameKind.GetDataset, Step = 100, Value = 1000 }, default),
            .. _requests.Take(5).Select(request => Answer(header, request)),
            FrameBytes.Of(HeaderOf(header, Second, Right) with { Kind = FrameKind.SlicesFailed }, new FramePayload("It is broken."u8)),
            .. ExchangeAnswers(header),
            FrameBytes.Of(new FrameHeader { Kind = FrameKind.Goodbye, Value = 2 }, new FramePayload("I leave."u8)),
        ];
        _expected = ((Transcript)Replay(new FuzzInput([.. Frames.SelectMany(frame => frame)], "worker's"))).Answers;
        ViolationException.ThrowUnless(_expected.Count == _requests.Length + 3, "the whole conversation is not understood");
    }

    public override IReadOnlyList<byte[]> Frames { get; }

    public override long MaxFrameBytes => 9 * sizeof(double) + 10L * _run.Spec.Network.ParameterCount * sizeof(float);

    public override object Replay(FuzzInput input)
    {
        var answers = new List<ReceivedAnswer>();
        var reason = "";
        var attempt = Attempt();
        var coordinator = new CallbackActorRef("coordinator", message => answers.Add(ToAnswer(message, attempt)));
        var session = new CallbackActorRef("session", message =>
        {
            if (message is LinkClosed closed)
                reason = closed.Exit.ToString();
            else if (message is not DatasetRequested)
                answers.Add(ToAnswer(message, attempt));
        });
        var link = new WorkerProxyLink(
            new TensorLink(new MemoryConnection(input.Bytes), new LinkLimits(), spins: 0), _offer, session, coordinator, "w");
        foreach (var request in _requests)
        {
            if (request is ComputeGradient compute)
                link.Send(compute);
            else
                link.Send((EvaluateSlices)request);
        }

        link.Send(new ComputeGradient(First, SmallExchange.Slices, _run.Parameters) { Exchange = attempt });
        link.Receive();
        return new Transcript(answers, reason);
    }

    public override string? Verify(FuzzInput input, object accepted)
    {
        var (answers, reason) = (Transcript)accepted;
        ViolationException.ThrowUnless(reason.Length > 0, "the closing of the link was not reported");
        ViolationException.ThrowUnless(
            !reason.StartsWith("its link failed", StringComparison.Ordinal), $"the link failed unexpectedly: {reason}");
        ViolationException.ThrowUnless(answers.Count <= _expected.Count, "there are more answers than requests");
        // A shard may come at any time after its request. Of the other answers to an exchange a failure may take the place, or follow.
        var (position, shardPosition) = (0, _requests.Length);
        for (var i = 0; i < answers.Count; i++)
        {
            var actual = answers[i];
            var index = actual.Kind == typeof(ShardSummed) ? shardPosition++ : position++;
            var expected = index < _requests.Length ? _expected[index] : _expected.FindLast(answer => answer.Kind == actual.Kind);
            ViolationException.ThrowUnless(
                actual.Round == expected.Round && actual.Slices == expected.Slices && (input.IsForged || actual == expected),
                $"answer {i} is {actual} instead of {expected}");
            ViolationException.ThrowUnless(
                actual.Kind == expected.Kind || actual.Kind == typeof(SlicesFailed), $"answer {i} is {actual} instead of {expected}");
        }

        return answers.Count == _expected.Count ? "worker's whole" : null;
    }

    private ExchangeAttempt Attempt()
    {
        var sums = new PartialGradient(_run.Spec.Network.ParameterCount);
        sums.Begin(_plan.Slices, _plan.SliceCount);
        sums.SliceLosses.Clear();
        for (var node = 0; node < sums.NodeCount; node++)
            Array.Clear(sums.Sum(node));
        return new ExchangeAttempt(1, _plan, sums) { Hashes = new PartHashes(_plan.Members.Length) };
    }

    /// <summary>A share and a shard, each with hashes, and the failure of the exchange.</summary>
    private IEnumerable<byte[]> ExchangeAnswers(FrameHeader header)
    {
        header = HeaderOf(header, First, SmallExchange.Slices) with { Value = 1, ComputeTime = TimeSpan.FromTicks(1) };
        var hashes = new byte[_plan.Members.Length * PartHashes.HashBytes];
        var losses = new PartialGradient(1);
        losses.Begin(SmallExchange.Slices, _plan.SliceCount);
        losses.SliceLosses.Fill(0.75);
        var shard = new float[_plan.Shards.LengthOf(0)];
        Array.Fill(shard, 2.5f);
        yield return FrameBytes.Of(header with { Kind = FrameKind.ShareComputed }, FramePayload.LossesOf(losses, hashes));
        yield return FrameBytes.Of(
            header with { Kind = FrameKind.ShardSummed, Step = 1, Value = 0 }, new FramePayload(hashes, shard, [new ParameterRange(0, shard.Length)]));
        yield return FrameBytes.Of(
            header with { Kind = FrameKind.ExchangeFailed }, new FramePayload(MemoryMarshal.AsBytes([SmallExchange.Peer])));
    }

    private ReceivedAnswer ToAnswer(object message, ExchangeAttempt attempt) => message switch
    {
        ShareComputed share => new ReceivedAnswer(
            typeof(ShareComputed), share.Round, share.Slices, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(attempt.Sums.SliceLosses))),
        ShardSummed shard => new ReceivedAnswer(
            typeof(ShardSummed), shard.Round, default, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(attempt.Sums.Sum(0).AsSpan()))),
        ExchangeFailed failed => new ReceivedAnswer(
            typeof(ExchangeFailed), default, default, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(failed.MissingPeers.AsSpan()))),
        GradientComputed gradient => new ReceivedAnswer(typeof(GradientComputed), gradient.Round, gradient.Slices, HashOf(gradient)),
        SlicesEvaluated evaluated => new ReceivedAnswer(
            typeof(SlicesEvaluated), evaluated.Round, evaluated.Slices,
            XxHash3.HashToUInt64(MemoryMarshal.AsBytes(evaluated.SliceLosses.AsSpan()), evaluated.Correct)),
        SlicesFailed failed => new ReceivedAnswer(
            typeof(SlicesFailed), failed.Round, failed.Slices, XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(failed.Error.Message))),
        _ => throw new ViolationException($"{message.GetType().Name} was passed on"),
    };

    private ulong HashOf(GradientComputed gradient)
    {
        ViolationException.ThrowUnless(
            gradient.ComputeTime >= TimeSpan.Zero && gradient.ComputeTime < TimeSpan.FromHours(1),
            "an impossible compute time was accepted");
        ViolationException.ThrowUnless(gradient.Result.Slices == gradient.Slices, "the gradient is of other slices");
        var hash = new XxHash3();
        hash.Append(MemoryMarshal.AsBytes(gradient.Result.SliceLosses));
        for (var node = 0; node < gradient.Result.NodeCount; node++)
            hash.Append(MemoryMarshal.AsBytes(gradient.Result.Sum(node).AsSpan(0, _run.Spec.Network.ParameterCount)));
        return hash.GetCurrentHashAsUInt64();
    }

    private byte[] Answer(FrameHeader header, object request)
    {
        if (request is EvaluateSlices evaluate)
            return FrameBytes.Of(
                HeaderOf(header, evaluate.Round, evaluate.Slices) with { Kind = FrameKind.SlicesEvaluated, Value = 77 },
                new FramePayload(MemoryMarshal.AsBytes([1.5])));
        var compute = (ComputeGradient)request;
        var gradient = new PartialGradient(_run.Spec.Network.ParameterCount);
        gradient.Begin(compute.Slices, _run.Plan.SlicesIn(compute.Round.Step));
        gradient.SliceLosses.Fill(0.25 * compute.Slices.Count);
        for (var node = 0; node < gradient.NodeCount; node++)
            Array.Fill(gradient.Sum(node), compute.Round.Step + node + 0.5f);
        return FrameBytes.Of(
            HeaderOf(header, compute.Round, compute.Slices) with
            {
                Kind = FrameKind.GradientComputed, ComputeTime = TimeSpan.FromTicks(1),
            },
            new FramePayload(gradient));
    }

    private static FrameHeader HeaderOf(FrameHeader header, RoundId round, SliceRange slices) =>
        header with { Round = round.Kind, Step = round.Step, Slices = slices };
}
