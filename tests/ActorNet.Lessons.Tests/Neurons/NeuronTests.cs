using ActorNet.Learning.Networks;
using ActorNet.Lessons.Engine;
using ActorNet.Lessons.Neurons;

namespace ActorNet.Lessons.Tests.Neurons;

public class NeuronTests
{
    private static readonly float[] Points = [-4, -2, -1, -0.3f, 0.2f, 1, 2, 4];

    /// <summary>f and f′ of each activation, in double precision, by the textbook formulas.</summary>
    public static TheoryData<Activation, Func<double, double>, Func<double, double>> Functions => new()
    {
        { Activation.Sigmoid, Sigmoid, z => Sigmoid(z) * (1 - Sigmoid(z)) },
        { Activation.Tanh, Math.Tanh, z => 1 - Math.Tanh(z) * Math.Tanh(z) },
        { Activation.Relu, z => Math.Max(0, z), z => z > 0 ? 1 : 0 },
        { Activation.Softplus, z => Math.Log(1 + Math.Exp(z)), Sigmoid },
        { Activation.Identity, z => z, _ => 1 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Neuron_computes_the_textbook_function_and_slope(
        Activation activation, Func<double, double> function, Func<double, double> slope)
    {
        var neuron = new Neuron(activation);
        Assert.All(Points, z => Assert.Equal(function(z), neuron.At(z), 1e-6));
        Assert.All(Points, z => Assert.Equal(slope(z), neuron.SlopeAt(z), 1e-6));
    }

    [Fact]
    public void Step_is_one_from_zero_on_and_has_no_slope()
    {
        var step = new Neuron(Activation.Heaviside);
        Assert.Equal([0f, 1, 1], new[] { -0.001f, 0, 0.001f }.Select(step.At));
        Assert.Throws<InvalidOperationException>(() => step.SlopeAt(1));
    }

    [Fact]
    public void Curves_have_their_known_shapes()
    {
        var (sigmoid, tanh) = (new Neuron(Activation.Sigmoid), new Neuron(Activation.Tanh));
        var (softplus, relu) = (new Neuron(Activation.Softplus), new Neuron(Activation.Relu));
        Assert.Equal(0.25, sigmoid.SlopeAt(0), 1e-7); // its greatest slope
        Assert.All(Points, z => Assert.True(sigmoid.SlopeAt(z) < 0.25f));
        Assert.All(Points, z => Assert.Equal(1, sigmoid.At(z) + sigmoid.At(-z), 1e-6));
        Assert.All(Points, z => Assert.Equal(tanh.At(z), 2 * sigmoid.At(2 * z) - 1, 1e-6));
        Assert.Equal(Math.Log(2), softplus.At(0), 1e-6);
        Assert.All(Points, z => Assert.InRange(softplus.At(z) - relu.At(z), 0, 0.6931472f));
    }

    [Fact]
    public void Naive_formulas_fail_where_the_engine_does_not()
    {
        var (sigmoid, softplus) = (new Neuron(Activation.Sigmoid), new Neuron(Activation.Softplus));
        Assert.Equal(0, NaiveFunctions.Sigmoid(-89));
        Assert.Equal(Math.Exp(-89), sigmoid.At(-89), 1e-44);
        Assert.True(float.IsNaN(NaiveFunctions.SigmoidOfExponentials(89)));
        Assert.Equal(1, sigmoid.At(89));
        Assert.Equal(float.PositiveInfinity, NaiveFunctions.Softplus(100));
        Assert.Equal(100, softplus.At(100));
        Assert.Equal(0, NaiveFunctions.Softplus(-20));
        Assert.Equal(Math.Exp(-20), softplus.At(-20), 1e-15);
        Assert.True(float.IsNaN(NaiveFunctions.Softmax(100, 0)));
        Assert.Equal(1, NeuronsLesson.Softmax(100, 0));
        Assert.Equal(float.PositiveInfinity, NaiveFunctions.CrossEntropy(20));
        Assert.Equal(20, NeuronsLesson.CrossEntropy(20), 1e-6);
    }

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
}
