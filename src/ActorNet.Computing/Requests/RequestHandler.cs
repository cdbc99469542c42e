using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Verification;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
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

    /// <summary>Answers a <see cref="ComputeGradient"/>, <see cref="EvaluateSlices"/> or <see cref="ComputeCanary"/>.</summary>
    public object Answer(object request) => request switch
    {
        ComputeGradient compute => Handle(compute),
        EvaluateSlices evaluate => Handle(evaluate),
        ComputeCanary canary => Handle(canary),
        _ => throw new InvalidOperationException($"A worker cannot answer {request.GetType().Name}."),
    };

    /// <summary>
    /// Computes a gradient. <paramref name="follow"/> creates what follows it, from where it is computed; null if nothing does. Waiting for
    /// parameters is not part of its compute time.
    /// </summary>
    /// <returns>A <see cref="GradientComputed"/> or a <see cref="SlicesFailed"/>.</returns>
    /// <exception cref="OperationCanceledException">What follows has ended it.</exception>
    public object Handle(ComputeGradient request, Func<PartialGradient, IGradientProgress>? follow = null)
    {
        var started = _time.GetTimestamp();
        try
        {
            var result = _gradients.Take(request.Round.Step);
            var progress = follow is null ? null : new WaitingTime(follow(result), _time);
            Compute(request, result, progress);
            return new GradientComputed(
                request.Round, request.Slices, result, _time.GetElapsedTime(started) - (progress?.Elapsed ?? TimeSpan.Zero));
        }
        catch (Exception error) when (error is not OperationCanceledException || follow is null)
        {
            return new SlicesFailed(request.Round, request.Slices, error);
        }
    }

    /// <summary>The exchange of a step has failed, or was abandoned: frames of its gradient may still wait for a slow peer, so it stays as it is.</summary>
    public void Forget(long step) => _gradients.Forget(step);

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

    private void Compute(ComputeGradient request, PartialGradient result, WaitingTime? progress)
    {
        var (parameters, step, slices) = (request.Parameters, request.Round.Step, request.Slices);
        if (_computer is IIncrementalComputer incremental)
        {
            incremental.Compute(parameters, step, slices, result, progress);
            return;
        }

        var all = new ParameterRange(0, parameters.Length);
        progress?.Await(all);
        _computer.Compute(parameters, step, slices, result);
        progress?.Complete(all);
    }
}
