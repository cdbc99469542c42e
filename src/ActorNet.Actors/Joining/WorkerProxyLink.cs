using System.Runtime.InteropServices;
using ActorNet.Computing.Requests;
using ActorNet.Computing.Serving;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using Akka.Actor;

namespace ActorNet.Actors.Joining;

/// <summary>A worker's tensor link was closed, by either side.</summary>
internal sealed record LinkClosed(WorkerExit Exit);

/// <summary>A worker requests a part of the data set: it is alive, and not ready yet.</summary>
internal sealed record DatasetRequested
{
    public static DatasetRequested Instance { get; } = new();
}

/// <summary>
/// The coordinator's end of a worker's tensor link: requests are written to it, and a dedicated thread turns received frames into the
/// messages that a local worker would send.
/// </summary>
internal sealed class WorkerProxyLink
{
    private readonly TensorLink _link;
    private readonly RunOffer _run;
    private readonly IActorRef _session;
    private readonly IActorRef _coordinator;
    private readonly PartialGradientPool _gradients;
    private readonly OpenRequests _requests;
    private readonly LinkLatency _latency = new();
    private readonly string _name;
    private RoundId _sentParametersFor;

    /// <summary>
    /// Takes the link over and sends Welcome; call <see cref="Start"/> next and <see cref="Close"/> at the end. <paramref name="session"/>
    /// receives the canary's answer and the link's end, and is the sender of all answers.
    /// </summary>
    public WorkerProxyLink(TensorLink link, RunOffer run, IActorRef session, IActorRef coordinator, string name)
    {
        (_link, _run, _session, _coordinator) = (link, run, session, coordinator);
        _requests = new OpenRequests(run.Time);
        _gradients = new PartialGradientPool(run.Spec.Network.ParameterCount);
        _link.Limits.Forbid(FrameKind.Hello).Forbid(FrameKind.Discover).Forbid(FrameKind.GetStatus)
            .Allow(FrameKind.GetDataset, 0)
            .Allow(FrameKind.GradientComputed, MaxGradientBytes())
            .Allow(FrameKind.SlicesEvaluated, MaxEvaluationBytes())
            .Allow(FrameKind.SlicesFailed, LinkLimits.MaxTextBytes);
        _link.Send(Header(FrameKind.Welcome));
        _name = name;
    }

    public void Start() => new Thread(Receive) { IsBackground = true, Name = $"link of {_name}" }.Start();

    /// <summary>For any thread.</summary>
    public LinkStatus Status => new(
        _link.RemoteEndPoint.ToString() ?? "", _latency.Smoothed.TotalMilliseconds, _link.Counters.BytesSent, _link.Counters.BytesReceived);

    /// <summary>Sends the parameters only with the first request of a round.</summary>
    public void Send(ComputeGradient request) => Send(FrameKind.ComputeGradient, request.Round, request.Slices, request.Parameters);

    public void Send(EvaluateSlices request) => Send(FrameKind.EvaluateSlices, request.Round, request.Slices, request.Parameters);

    public void Close(WorkerExit exit) => _link.Close(exit);

    private void Send(FrameKind kind, RoundId round, SliceRange slices, float[] parameters)
    {
        _requests.Add(kind, round, slices);
        var header = Header(kind) with { Incarnation = round.Incarnation, Round = round.Kind, Step = round.Step, Slices = slices };
        if (_sentParametersFor == round)
        {
            _link.Send(header);
            return;
        }

        _sentParametersFor = round;
        _link.Send(header, parameters);
    }

    private FrameHeader Header(FrameKind kind) => new() { Kind = kind, Run = _run.Number, Incarnation = _run.Incarnation };

    /// <summary>Handles frames until the link closes.</summary>
    internal void Receive()
    {
        try
        {
            while (true)
                Handle(_link.Receive());
        }
        catch (Exception error)
        {
            var exit = (error as LinkClosedException)?.Exit ?? new WorkerExit(WorkerExitReason.Fault, $"its link failed: {error.Message}");
            _link.Close(exit);
            _session.Tell(new LinkClosed(exit));
        }
    }

    private void Handle(in FrameHeader header)
    {
        if (header.Run != _run.Number)
            throw new LinkClosedException("it speaks of another run");
        switch (header.Kind)
        {
            case FrameKind.GetDataset:
                _link.EndFrame();
                SendDataset(header);
                break;
            case FrameKind.GradientComputed:
                ReceiveGradient(header);
                break;
            case FrameKind.SlicesEvaluated:
                ReceiveEvaluation(header);
                break;
            case FrameKind.SlicesFailed:
                _requests.Complete(null, RoundOf(header), header.Slices);
                var sentence = _link.ReadText(LinkLimits.MaxTextBytes);
                _link.EndFrame();
                _coordinator.Tell(new SlicesFailed(RoundOf(header), header.Slices, new TrainingFailedException(sentence)), _session);
                break;
            default:
                throw new LinkClosedException($"it sent {header.Kind}, which a worker does not send");
        }
    }

    private void SendDataset(in FrameHeader request)
    {
        var (offset, length) = (request.Step, request.Value);
        if (offset < 0 || length < 1 || length > DatasetFetch.PartBytes || offset > _run.Archive.Length - length)
            throw new LinkClosedException($"it asked for {length} bytes at {offset} of a data set of {_run.Archive.Length}");
        _session.Tell(DatasetRequested.Instance);
        _link.Send(Header(FrameKind.DatasetPart) with { Step = offset, Value = length }, _run.Archive.Part(offset, (int)length));
    }

    private void ReceiveGradient(in FrameHeader header)
    {
        var round = RoundOf(header);
        var waited = _requests.Complete(FrameKind.ComputeGradient, round, header.Slices);
        if (header.ComputeTime < TimeSpan.Zero)
            throw new LinkClosedException($"it claimed to have computed for {header.ComputeTime}");
        var computing = header.ComputeTime < waited ? header.ComputeTime : waited;
        var gradient = _gradients.Take(header.Step);
        gradient.Begin(header.Slices, _run.Plan.SlicesIn(header.Step));
        var expected = header.Slices.Count * (long)sizeof(double)
            + (long)gradient.NodeCount * _run.Spec.Network.ParameterCount * sizeof(float);
        if (header.PayloadBytes != expected)
            throw new LinkClosedException($"it sent {header.PayloadBytes} bytes where a gradient of {header.Slices.Count} slices has {expected}");
        _link.Read(gradient);
        _link.EndFrame();
        _latency.Record(waited, computing);
        var recipient = round.Kind == RoundKind.Canary ? _session : _coordinator;
        recipient.Tell(new GradientComputed(round, header.Slices, gradient, computing), _session);
    }

    private void ReceiveEvaluation(in FrameHeader header)
    {
        var round = RoundOf(header);
        var slices = header.Slices;
        _requests.Complete(FrameKind.EvaluateSlices, round, slices);
        if (header.PayloadBytes != slices.Count * sizeof(double)
            || header.Value < 0 || header.Value > (long)slices.Count * Evaluation.SliceSize)
            throw new LinkClosedException($"it sent an evaluation of {slices.Count} slices in {header.PayloadBytes} bytes, which there is not");
        var losses = new double[slices.Count];
        _link.Read(MemoryMarshal.AsBytes(losses.AsSpan()));
        _link.EndFrame();
        _coordinator.Tell(new SlicesEvaluated(round, slices, losses, (int)header.Value), _session);
    }

    private RoundId RoundOf(in FrameHeader header) => new(_run.RunId, header.Incarnation, header.Round, header.Step);

    private long MaxGradientBytes()
    {
        // A range of slices has at most two nodes of each level.
        var nodes = 2L * (TreeNode.Root(_run.Plan.MaxSliceCount).Level + 1);
        return _run.Plan.MaxSliceCount * (long)sizeof(double) + nodes * _run.Spec.Network.ParameterCount * sizeof(float);
    }

    private long MaxEvaluationBytes()
    {
        var samples = Math.Max(_run.TestSamples, _run.Spec.ValidationSamples);
        return (long)SliceRange.CountOf(samples, Evaluation.SliceSize) * sizeof(double);
    }
}
