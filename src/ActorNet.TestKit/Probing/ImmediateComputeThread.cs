using ActorNet.Computing.Requests;
using ActorNet.Coordination.Messages;

namespace ActorNet.TestKit.Probing;

/// <summary>Answers each request before <see cref="Submit"/> returns.</summary>
internal sealed class ImmediateComputeThread(RequestHandler handler) : IComputeThread
{
    public void Submit(object request, Action<object> answer) => answer(request switch
    {
        ComputeGradient compute => handler.Handle(compute),
        EvaluateSlices evaluate => handler.Handle(evaluate),
        ComputeCanary canary => handler.Handle(canary),
        _ => throw new InvalidOperationException($"A compute thread cannot answer {request.GetType().Name}."),
    });

    public void Dispose()
    {
    }
}
