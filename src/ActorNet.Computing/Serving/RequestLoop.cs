using System.Runtime.InteropServices;
using System.Text;
using ActorNet.Computing.Requests;
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

/// <summary>Answers a link's requests on the thread that reads them. One link only.</summary>
internal sealed class RequestLoop
{
    private readonly string _runId;
    private readonly TrainingSpec _spec;
    private readonly int _testSamples;
    private readonly MinibatchPlan _plan;
    private readonly RequestHandler _handler;
    private readonly WorkerCounters? _counters;
    private readonly ParameterCache _parameters = new();

    public RequestLoop(string runId, TrainingSpec spec, Dataset dataset, RequestHandler handler, WorkerCounters? counters = null)
    {
        (_runId, _spec, _testSamples, _handler, _counters) = (runId, spec, dataset.Test.Count, handler, counters);
        _plan = new MinibatchPlan(spec, dataset.Train.Count);
    }

    /// <summary>Serves until the link closes.</summary>
    /// <exception cref="LinkClosedException">The link closed; this is the only way out.</exception>
    public void Serve(TensorLink link)
    {
        while (true)
        {
            var header = link.Receive();
            var round = new RoundId(_runId, header.Incarnation, header.Round, header.Step);
            Check(header);
            var parameters = _parameters.Read(link, header, round, _spec.Network.ParameterCount);
            if (header.Kind == FrameKind.ComputeGradient)
                Answer(link, header, _handler.Handle(new ComputeGradient(round, header.Slices, parameters)));
            else
                Answer(link, header, _handler.Handle(new EvaluateSlices(round, header.Slices, parameters)));
        }
    }

    /// <summary>Rejects slices that the round does not have before anything is allocated or computed.</summary>
    private void Check(in FrameHeader header)
    {
        var count = (header.Kind, header.Round) switch
        {
            (FrameKind.ComputeGradient, RoundKind.Gradient or RoundKind.Canary) =>
                header.Step >= 0 && header.Step < _plan.TotalSteps ? _plan.SlicesIn(header.Step) : 0,
            (FrameKind.EvaluateSlices, RoundKind.Validation) => SliceRange.CountOf(_spec.ValidationSamples, Evaluation.SliceSize),
            (FrameKind.EvaluateSlices, RoundKind.Test or RoundKind.FinalTest) => SliceRange.CountOf(_testSamples, Evaluation.SliceSize),
            _ => throw new LinkClosedException($"the coordinator sent {header.Kind} in a round of kind {header.Round}, which a coordinator does not send"),
        };
        var slices = header.Slices;
        if (slices.First < 0 || slices.Count < 1 || slices.Count > count - slices.First)
            throw new LinkClosedException($"the coordinator asked for {slices.Count} slices from {slices.First} on of step {header.Step}, which has {count}");
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
