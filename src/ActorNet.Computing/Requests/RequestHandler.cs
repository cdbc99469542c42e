using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Verification;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Computing.Requests;

/// <summary>Answers a coordinator's requests, local or remote. For one thread at a time, member 0 of its team.</summary>
internal sealed class RequestHandler
{
    private readonly TrainingSpec _spec;
    private readonly Dataset _dataset;
    private readonly TimeProvider _time;
    private readonly IGradientComputer _computer;
    private readonly PartialGradientPool _gradients;

    public RequestHandler(TrainingSpec spec, Dataset dataset, IGradientComputer computer, TimeProvider time)
    {
        _spec = spec;
        _dataset = dataset;
        _time = time;
        _computer = computer;
        _gradients = new PartialGradientPool(spec.Network.ParameterCount);
    }

    /// <returns>A <see cref="GradientComputed"/> or a <see cref="SlicesFailed"/>.</returns>
    public object Handle(ComputeGradient request)
    {
        var started = _time.GetTimestamp();
        try
        {
            var result = _gradients.Take(request.Round.Step);
            _computer.Compute(request.Parameters, request.Round.Step, request.Slices, result);
            return new GradientComputed(request.Round, request.Slices, result, _time.GetElapsedTime(started));
        }
        catch (Exception error)
        {
            return new SlicesFailed(request.Round, request.Slices, error);
        }
    }

    /// <returns>A <see cref="CanaryComputed"/> or a <see cref="WorkerFailed"/>.</returns>
    public object Handle(ComputeCanary request)
    {
        try
        {
            return new CanaryComputed(request.RunId, Canary.Compute(_spec, _computer));
        }
        catch (Exception error)
        {
            return new WorkerFailed(error);
        }
    }

    /// <returns>A <see cref="SlicesEvaluated"/> or a <see cref="SlicesFailed"/>.</returns>
    public object Handle(EvaluateSlices request)
    {
        try
        {
            var (samples, first) = request.Round.Kind == RoundKind.Validation
                ? (_dataset.Train, _dataset.Train.Count - _spec.ValidationSamples)
                : (_dataset.Test, 0);
            var losses = new double[request.Slices.Count];
            var correct = _computer.Evaluate(request.Parameters, samples, first, request.Slices, losses);
            return new SlicesEvaluated(request.Round, request.Slices, losses, correct);
        }
        catch (Exception error)
        {
            return new SlicesFailed(request.Round, request.Slices, error);
        }
    }
}
