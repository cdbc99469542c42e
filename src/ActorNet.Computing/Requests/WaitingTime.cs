using ActorNet.Learning.Networks;

namespace ActorNet.Computing.Requests;

/// <summary>Measures for how long the computation of a gradient waits for its parameters. With several threads, while any of them waits.</summary>
internal sealed class WaitingTime(IGradientProgress progress, TimeProvider time) : IGradientProgress
{
    private readonly Lock _gate = new();
    private int _waiting;
    private long _since;

    public TimeSpan Elapsed { get; private set; }

    public void Await(ParameterRange parameters)
    {
        Count(1);
        try
        {
            progress.Await(parameters);
        }
        finally
        {
            Count(-1);
        }
    }

    public void Complete(ParameterRange gradient) => progress.Complete(gradient);

    private void Count(int change)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_waiting > 0)
                Elapsed += time.GetElapsedTime(_since, now);
            (_waiting, _since) = (_waiting + change, now);
        }
    }
}
