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

/// <summary>Answers one request of a coordinator after another, on the thread that reads them. For one link.</summary>
internal sealed class RequestLoop
{
    private readonly string _runId;
    private readonly TrainingSpec _spec;
    private readonly int _testSamples;
    private readonly MinibatchPlan _plan;
    private readonly RequestHandler _computer;
    private readonly WorkerCounters? _counters;
    private readonly ParameterCache _parameters = new();

    /// <summary>Prepares to answer.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="spec">What is trained.</param>
    /// <param name="dataset">The samples.</param>
    /// <param name="computer">What computes.</param>
    /// <param name="counters">Counts the gradients; null for no counting.</param>
    public RequestLoop(string runId, TrainingSpec spec, Dataset dataset, RequestHandler computer, WorkerCounters? counters = null)
    {
        (_runId, _spec, _testSamples, _computer, _counters) = (runId, spec, dataset.Test.Count, computer, counters);
        _plan = new MinibatchPlan(spec, dataset.Train.Count);
    }

    /// <summary>Answers until the link is closed.</summary>
    /// <exception cref="LinkClosedException">It is; this is how it always ends.</exception>
    public void Serve(TensorLink link)
    {
        while (true)
        {
            var header = link.Receive();
            var round = new RoundId(_runId, header.Incarnation, header.Round, header.Step);
            Check(header);
            var parameters = _parameters.Read(link, header, round, _spec.Network.ParameterCount);
            if (header.Kind == FrameKind.ComputeGradient)
                Answer(link, header, _computer.Answer(new ComputeGradient(round, header.Slices, parameters)));
            else
                Answer(link, header, _computer.Answer(new EvaluateSlices(round, header.Slices, parameters)));
        }
    }

    /// <summary>Nothing is computed, or allocated, for slices that the round does not have.</summary>
    private void Check(in FrameHeader header)
    {
        var count = (header.Kind, header.Round) switch
        {
            (FrameKind.ComputeGradient, RoundKind.Gradient or RoundKind.Canary) => header.Step >= 0 && header.Step < _plan.TotalSteps ? _plan.SlicesIn(header.Step) : 0,
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
                link.Send(request with { Kind = FrameKind.SlicesFailed }, sentence.AsSpan(0, Math.Min(sentence.Length, LinkLimits.MaxTextBytes)));
                break;
        }
    }
}
