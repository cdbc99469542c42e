using ActorNet.Coordination.Messages;

namespace ActorNet.Computing.Requests;

/// <summary>Answers requests one after another, beside the actors. Disposing ends it after the current request; the others get no answer.</summary>
internal interface IComputeThread : IDisposable
{
    /// <summary>
    /// Enqueues a <see cref="ComputeGradient"/>, <see cref="EvaluateSlices"/> or <see cref="ComputeCanary"/>; <paramref name="answer"/>
    /// receives the answer on this thread.
    /// </summary>
    void Submit(object request, Action<object> answer);
}
