using ActorNet.Computing.Requests;

namespace ActorNet.Computing.Tests.Requests;

/// <summary>A gradient is lent again once nobody can need it.</summary>
public sealed class PartialGradientPoolTests
{
    private readonly PartialGradientPool _pool = new(parameterCount: 5);

    [Fact]
    public void Gradient_of_an_earlier_step_is_reused()
    {
        var (first, second) = (_pool.Take(step: 1), _pool.Take(step: 1));
        Assert.NotSame(first, second);
        Assert.Equal([first, second], [_pool.Take(step: 2), _pool.Take(step: 2)]);
    }

    [Fact]
    public void Gradient_of_a_failed_exchange_is_never_reused()
    {
        var (before, failed) = (_pool.Take(step: 1), _pool.Take(step: 1));
        Assert.Same(before, _pool.Take(step: 2));
        _pool.Forget(step: 1);
        Assert.NotSame(failed, _pool.Take(step: 2));
        Assert.Same(before, _pool.Take(step: 3));
    }
}
