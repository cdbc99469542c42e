using ActorNet.Computing.Requests;

namespace ActorNet.TestKit.Probing;

/// <summary>Answers each request before <see cref="Submit"/> returns.</summary>
internal sealed class ImmediateComputeThread(RequestHandler handler) : IComputeThread
{
    public void Submit(object request, Action<object> answer) => answer(handler.Answer(request));

    public void Dispose()
    {
    }
}
