using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Verification;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Computing.Requests;

/// <summary>Answers a coordinator's requests, whichever way they came; for one thread at a time, member 0 of its team.</summary>
internal sealed class RequestHandler
{
    private readonly TrainingSpec _spec;
    private readonly Dataset _dataset;
    private readonly TimeProvider _time;
    private readonly IGradientComputer _computer;
    private readonly PartialGradientPool _gradients;

    /// <summary>A computer of the gradients and evaluations of a run.</summary>
    /// <param name="spec">What is trained.</param>
    /// <param name="dataset">The samples.</param>
    /// <param name="computer">Computes them.</param>
    /// <param name="time">The clock by which computation is measured.</param>
    public RequestHandler(TrainingSpec spec, Dataset dataset, IGradientComputer computer, TimeProvider time)
    {
        _spec = spec;
        _dataset = dataset;
        _time = time;
        _computer = computer;
        _gradients = new PartialGradientPool(spec.Network.ParameterCount);
    }

    /// <summary>Computes what is asked for.</summary>
    /// <returns>A <see cref="GradientComputed"/>, or <see cref="SlicesFailed"/>.</returns>
    public object Answer(ComputeGradient request)
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

    /// <summary>Computes the canary.</summary>
    /// <returns>A <see cref="CanaryComputed"/>, or <see cref="WorkerFailed"/>.</returns>
    public object Answer(ComputeCanary request)
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

    /// <summary>Evaluates what is asked for.</summary>
    /// <returns>A <see cref="SlicesEvaluated"/>, or <see cref="SlicesFailed"/>.</returns>
    public object Answer(EvaluateSlices request)
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
