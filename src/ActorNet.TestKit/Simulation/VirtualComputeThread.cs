using ActorNet.Computing.Requests;
using ActorNet.Coordination.Messages;

namespace ActorNet.TestKit.Simulation;

/// <summary>A worker's compute thread in virtual time: it computes what the real one computes, at the end of the time that it takes.</summary>
internal sealed class VirtualComputeThread(SimulatedWorker worker, RequestHandler handler) : IComputeThread
{
    private static readonly TimeSpan CanaryTime = TimeSpan.FromMilliseconds(1);

    private bool _isDisposed;

    public void Submit(object request, Action<object> answer)
    {
        var duration = request switch
        {
            ComputeGradient compute => worker.TimeFor(compute.Slices.Count),
            EvaluateSlices evaluate => worker.TimeFor(evaluate.Slices.Count),
            _ => CanaryTime,
        };
        worker.Compute(duration, () =>
        {
            if (!_isDisposed)
                answer(Answer(request, duration));
        });
    }

    public void Dispose() => _isDisposed = true;

    private object Answer(object request, TimeSpan duration)
    {
        var answer = handler.Answer(request);
        if (answer is not GradientComputed computed)
            return answer;
        worker.Falsify(computed.Result.Sum(0), isAdding: false);
        return computed with { ComputeTime = duration };
    }
}
