using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Tests.Optimizers;

public class ParameterSnapshotTests
{
    private readonly Optimizer _optimizer =
        new TrainingSpec(NetworkSpec.Parse("2-3-2")) { Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 0.5f) }
            .CreateOptimizer(new float[NetworkSpec.Parse("2-3-2").ParameterCount]);

    [Fact]
    public void Array_is_reused_when_the_last_reader_has_released_it()
    {
        var snapshot = _optimizer.Snapshot;
        snapshot.Retain().Retain();
        snapshot.Release();
        snapshot.Release();
        Steps(2);
        Assert.Same(snapshot, _optimizer.Snapshot);
    }

    [Fact]
    public void Array_is_not_written_while_it_has_a_reader()
    {
        var snapshot = _optimizer.Snapshot.Retain().Retain();
        snapshot.Release();
        Steps(5);
        Assert.NotSame(snapshot.Values, _optimizer.Parameters);
        Assert.All(snapshot.Values, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Releasing_too_often_is_an_error()
    {
        var snapshot = new ParameterSnapshot([1]).Retain();
        snapshot.Release();
        Assert.Throws<InvalidOperationException>(snapshot.Release);
    }

    private void Steps(int count)
    {
        for (var step = 0; step < count; step++)
        {
            var gradient = new PartialGradient(_optimizer.Parameters.Length);
            gradient.Begin(new SliceRange(0, 1), 1);
            gradient.Sum(0).AsSpan().Fill(1);
            var tree = new GradientTree();
            tree.Begin(1);
            tree.Add(gradient);
            Assert.Equal(-1, _optimizer.TryStep(tree, 1, 0.5f));
        }
    }
}
