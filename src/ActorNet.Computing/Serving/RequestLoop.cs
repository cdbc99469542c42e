using System.Runtime.InteropServices;
using System.Text;
using ActorNet.Computing.Exchange;
using ActorNet.Computing.Requests;
using ActorNet.Coordination.Exchange;
using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Computing.Serving;

/// <summary>
/// Answers a link's requests on the thread that reads them. Only a share of an exchange is computed on another, while this one reads
/// parameters, and hears if the exchange is abandoned. One link only.
/// </summary>
/// <remarks>Without <c>peers</c> the worker takes part in no exchanges.</remarks>
internal sealed class RequestLoop
{
    /// <summary>An epoch has two plans in turn if its last minibatch is smaller.</summary>
    private const int MaxPlans = 2;

    private static readonly int PlanHeadBytes = ExchangePlanCodec.LengthOf(0);

    private readonly string _runId;
    private readonly TrainingSpec _spec;
    private readonly int _testSamples;
    private readonly MinibatchPlan _plan;
    private readonly RequestHandler _handler;
    private readonly WorkerCounters? _counters;
    private readonly ParameterCache _parameters = new();
    private readonly PeerExchange? _peers;
    private readonly ParameterLayout _layout;
    private readonly List<ReceivedPlan> _plans = []; // newest first
    private WorkerExchange? _exchange;
    private ShareThread? _shares;

    public RequestLoop(
        string runId, TrainingSpec spec, Dataset dataset, RequestHandler handler, WorkerCounters? counters = null,
        PeerExchange? peers = null)
    {
        (_runId, _spec, _testSamples, _handler, _counters) = (runId, spec, dataset.Test.Count, handler, counters);
        (_peers, _layout) = (peers, ParameterLayout.Of(spec.Network));
        _plan = new MinibatchPlan(spec, dataset.Train.Count);
    }

    private sealed record ReceivedPlan(byte[] Bytes, ExchangePlan Plan, int Receiver);

    /// <summary>Serves until the link closes.</summary>
    /// <exception cref="LinkClosedException">The link closed; this is the only way out.</exception>
    public void Serve(TensorLink link)
    {
        try
        {
            while (true)
                Serve(link, link.Receive());
        }
        finally
        {
            FailExchange();
            _shares?.Dispose();
        }
    }

    /// <summary>Gives the last exchange up unless it is complete.</summary>
    private void FailExchange()
    {
        if (_exchange is { } exchange)
            _peers!.Fail(exchange);
    }

    private void Serve(TensorLink link, in FrameHeader header)
    {
        if (header.Kind == FrameKind.AbandonExchange)
        {
            link.EndFrame();
            if (_exchange is { } abandoned && abandoned.Number == header.Value)
                _peers!.Abandon(abandoned);
            return;
        }

        Check(header);
        if (header.Kind == FrameKind.ComputeShare)
            FailExchange();
        else if (_exchange is { } exchange)
            _peers!.EndComputing(exchange);
        _shares?.Await();
        if (_exchange is { } last && (last.IsFailed || last.IsAbandoned))
            _handler.Forget(last.Round.Step);
        var round = new RoundId(_runId, header.Incarnation, header.Round, header.Step);
        if (header.Kind == FrameKind.ComputeShare)
        {
            TakePart(link, header, round);
            return;
        }

        var parameters = _parameters.Read(link, header, round, _spec.Network.ParameterCount);
        if (header.Kind == FrameKind.ComputeGradient)
            Answer(link, header, _handler.Handle(new ComputeGradient(round, header.Slices, parameters)));
        else
            Answer(link, header, _handler.Handle(new EvaluateSlices(round, header.Slices, parameters)));
    }

    /// <summary>Rejects slices that the round does not have before anything is allocated or computed.</summary>
    private void Check(in FrameHeader header)
    {
        var count = (header.Kind, header.Round) switch
        {
            (FrameKind.ComputeGradient, RoundKind.Gradient or RoundKind.Canary) or (FrameKind.ComputeShare, RoundKind.Gradient) =>
                header.Step >= 0 && header.Step < _plan.TotalSteps ? _plan.SlicesIn(header.Step) : 0,
            (FrameKind.EvaluateSlices, RoundKind.Validation) => SliceRange.CountOf(_spec.ValidationSamples, Evaluation.SliceSize),
            (FrameKind.EvaluateSlices, RoundKind.Test or RoundKind.FinalTest) => SliceRange.CountOf(_testSamples, Evaluation.SliceSize),
            _ => throw new LinkClosedException($"the coordinator sent {header.Kind} in a round of kind {header.Round}, which a coordinator does not send"),
        };
        var slices = header.Slices;
        if (slices.First < 0 || slices.Count < 1 || slices.Count > count - slices.First)
            throw new LinkClosedException($"the coordinator asked for {slices.Count} slices from {slices.First} on of step {header.Step}, which has {count}");
    }

    /// <summary>
    /// Reads an exchange's plan and this worker's shard of the parameters, and passes each bucket on; meanwhile the share is computed.
    /// </summary>
    private void TakePart(TensorLink link, FrameHeader header, RoundId round)
    {
        if (_peers is null)
            throw new LinkClosedException("the coordinator began an exchange with a worker that has no peers");
        var plan = ReadPlan(link, header, out var isAudited);
        var exchange = _exchange = _peers.Begin(header.Value, round, plan.Plan, plan.Receiver, isAudited);
        if (header.Slices != exchange.Slices)
            throw new LinkClosedException($"the coordinator sent an exchange whose plan is not that of its request for {header.Slices}");
        _shares ??= new ShareThread();
        _shares.Start(() => ComputeShare(link, header, exchange));
        for (var bucket = 0; bucket < exchange.Plan.Shards.BucketCount; bucket++)
        {
            if (exchange.RangeOf(exchange.Self, bucket).Length == 0)
                continue;
            ReadParameters(link, exchange, bucket);
            _peers.PassOn(exchange, bucket);
        }
    }

    /// <summary>Computes a share while its parameters arrive, and contributes it to the peers' shards.</summary>
    private void ComputeShare(TensorLink link, in FrameHeader header, WorkerExchange exchange)
    {
        try
        {
            var answer = _handler.Handle(
                new ComputeGradient(exchange.Round, header.Slices, exchange.Parameters),
                gradient => new ShareProgress(_peers!, exchange, gradient));
            if (answer is not GradientComputed computed)
            {
                Answer(link, header, answer);
                return;
            }

            _counters?.Add(_plan.SamplesIn(exchange.Round.Step, header.Slices), computed.ComputeTime);
            link.SendLosses(
                header with { Kind = FrameKind.ShareComputed, ComputeTime = computed.ComputeTime }, exchange.HashesOfSent(computed.Result),
                computed.Result);
            _peers!.EndShare(exchange);
        }
        catch (OperationCanceledException)
        {
            _peers!.FailShare(exchange);
        }
        catch (Exception error) when (error is not LinkClosedException)
        {
            // The thread of the link waits for the coordinator, which waits for this share.
            link.Close(new WorkerExit(WorkerExitReason.WorkerFailed, error.Message));
            throw;
        }
    }

    private static void ReadParameters(TensorLink link, WorkerExchange exchange, int bucket)
    {
        var range = exchange.RangeOf(exchange.Self, bucket);
        var header = link.ReceiveExpected(FrameKind.ShardParameters);
        if (header.Step != exchange.Number || header.Value != bucket || header.PayloadBytes != range.Length * (long)sizeof(float))
            throw new LinkClosedException($"the coordinator sent {header.PayloadBytes} bytes as bucket {header.Value} of exchange {header.Step}, where bucket {bucket} of {exchange.Number} has {range.Length} numbers");
        link.Read(MemoryMarshal.AsBytes(exchange.Parameters.AsSpan(range.Start, range.Length)));
        link.EndFrame();
    }

    private ReceivedPlan ReadPlan(TensorLink link, in FrameHeader header, out bool isAudited)
    {
        Span<byte> head = stackalloc byte[PlanHeadBytes];
        link.Read(head);
        isAudited = ExchangePlanCodec.IsAudited(head);
        var sliceCount = _plan.SlicesIn(header.Step);
        var length = ExchangePlanCodec.LengthOf(ExchangePlanCodec.MembersOf(head, PeerLinks.MaxMembers));
        Span<byte> bytes = stackalloc byte[length];
        head.CopyTo(bytes);
        link.Read(bytes[PlanHeadBytes..]);
        link.EndFrame();
        foreach (var known in _plans)
            if (known.Plan.SliceCount == sliceCount
                && ExchangePlanCodec.WithoutFlag(bytes).SequenceEqual(ExchangePlanCodec.WithoutFlag(known.Bytes)))
                return known;
        if (_plans.Count == MaxPlans)
            _plans.RemoveAt(MaxPlans - 1);
        var (plan, receiver) = ExchangePlanCodec.Read(bytes, _layout, sliceCount);
        _plans.Insert(0, new ReceivedPlan(bytes.ToArray(), plan, receiver));
        return _plans[0];
    }

    private void Answer(TensorLink link, in FrameHeader request, object answer)
    {
        switch (answer)
        {
            case GradientComputed computed:
                _counters?.Add(_plan.SamplesIn(computed.Round.Step, computed.Slices), computed.ComputeTime);
                link.Send(request with { Kind = FrameKind.GradientComputed, ComputeTime = computed.ComputeTime }, computed.Result);
                break;
            case SlicesEvaluated evaluated:
                link.Send(
                    request with { Kind = FrameKind.SlicesEvaluated, Value = evaluated.Correct },
                    MemoryMarshal.AsBytes(evaluated.SliceLosses.AsSpan()));
                break;
            case SlicesFailed failed:
                var sentence = Encoding.UTF8.GetBytes(failed.Error.Message);
                link.Send(
                    request with { Kind = FrameKind.SlicesFailed },
                    sentence.AsSpan(0, Math.Min(sentence.Length, LinkLimits.MaxTextBytes)));
                break;
        }
    }
}
