using ActorNet.Learning.Networks;
using ActorNet.Lessons.Engine;

namespace ActorNet.Lessons.Tests.Neurons;

public class LayerValuesTests
{
    [Fact]
    public void Values_equal_those_of_the_whole_network()
    {
        var network = NetworkSpec.Parse("3-4-5-2") with { HiddenActivation = Activation.Tanh, Initializer = Initializer.Normal };
        var parameters = ParameterInitialization.Create(network, 7);
        float[] x = [0.5f, -1, 2];
        var (z, a) = LayerValues.Of(network, parameters, x);

        Assert.Equal([4, 5, 2], z.Select(layer => layer.Length));
        Assert.Equal([3, 4, 5, 2], a.Select(layer => layer.Length));
        Assert.Equal(new Network(network, parameters).Predict(x), a[^1]);
        Assert.All(Enumerable.Range(0, 4), j => Assert.Equal(Math.Tanh(z[0][j]), a[1][j], 1e-6));
        for (var j = 0; j < 4; j++)
            Assert.Equal(parameters[12 + j] + x[0] * parameters[j] + x[1] * parameters[4 + j] + x[2] * parameters[8 + j], z[0][j], 1e-5f);
    }
}
