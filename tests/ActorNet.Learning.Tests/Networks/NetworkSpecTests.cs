using ActorNet.Learning.Networks;

namespace ActorNet.Learning.Tests.Networks;

public class NetworkSpecTests
{
    [Fact]
    public void The_last_layer_has_the_output_activation_and_the_others_the_hidden_one()
    {
        var network = NetworkSpec.Parse("7-6-5-4") with { HiddenActivation = Activation.Tanh, OutputActivation = Activation.Sigmoid };
        Assert.Equal(3, network.LayerCount);
        Assert.Equal([Activation.Tanh, Activation.Tanh, Activation.Sigmoid], Enumerable.Range(0, 3).Select(network.ActivationOf));
        Assert.Equal((7, 4), (network.InputWidth, network.OutputWidth));
        Assert.Equal(network.Widths.ParameterCount, network.ParameterCount);
    }

    [Fact]
    public void Specs_are_equal_by_value()
    {
        Assert.Equal(NetworkSpec.Parse("3-2"), new NetworkSpec(new LayerWidths(3, 2)));
        Assert.NotEqual(NetworkSpec.Parse("3-2"), NetworkSpec.Parse("3-2") with { Initializer = Initializer.Normal });
    }

    [Theory]
    [InlineData(Activation.Softmax, Cost.NegativeLogLikelihood)]
    [InlineData(Activation.Sigmoid, Cost.CrossEntropy)]
    [InlineData(Activation.Tanh, Cost.Quadratic)]
    [InlineData(Activation.Relu, Cost.Quadratic)]
    [InlineData(Activation.Softplus, Cost.Quadratic)]
    [InlineData(Activation.Identity, Cost.Quadratic)]
    public void Every_output_has_a_trainable_default_cost(Activation output, Cost cost)
    {
        Assert.Equal(cost, NetworkSpec.DefaultCostOf(output));
        (NetworkSpec.Parse("3-4-2") with { OutputActivation = output, Cost = cost }).Validate();
        (NetworkSpec.Parse("3-4-2") with { OutputActivation = output, Cost = Cost.Quadratic }).Validate();
    }

    [Theory]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Softplus)]
    [InlineData(Activation.Identity)]
    public void Negative_log_likelihood_is_rejected_without_softmax(Activation output) => AssertRejected(
        NetworkSpec.Parse("3-2") with { OutputActivation = output, Cost = Cost.NegativeLogLikelihood },
        $"Cost is negative-log-likelihood; allowed is quadratic with output activation {output.ToString().ToLowerInvariant()}; choose "
            + $"output activation softmax, or cost quadratic.");

    [Theory]
    [InlineData(Activation.Softmax)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Softplus)]
    [InlineData(Activation.Identity)]
    public void Cross_entropy_is_rejected_without_sigmoid(Activation output) => AssertRejected(
        NetworkSpec.Parse("3-2") with { OutputActivation = output, Cost = Cost.CrossEntropy },
        $"Cost is cross-entropy; allowed is quadratic with output activation {output.ToString().ToLowerInvariant()}; choose output "
            + $"activation sigmoid, or cost quadratic.");

    [Fact]
    public void Heaviside_layers_are_rejected_by_their_parameter()
    {
        AssertRejected(
            NetworkSpec.Parse("3-4-2") with { HiddenActivation = Activation.Heaviside },
            "Hidden activation is heaviside; allowed is sigmoid, tanh, relu or softplus, which have a gradient to train with.");
        AssertRejected(
            NetworkSpec.Parse("3-4-2") with { OutputActivation = Activation.Heaviside, Cost = Cost.Quadratic },
            "Output activation is heaviside; allowed is sigmoid, tanh, relu or softplus, which have a gradient to train with.");
    }

    [Fact]
    public void Hidden_Heaviside_is_allowed_without_hidden_layers() =>
        (NetworkSpec.Parse("3-2") with { HiddenActivation = Activation.Heaviside }).Validate();

    [Theory]
    [InlineData("1000000-1000000", "1,000,001,000,000")]
    [InlineData("1000-536500", "537,036,500")]
    public void A_network_with_too_many_parameters_is_rejected(string widths, string count) =>
        AssertRejected(NetworkSpec.Parse(widths), widths, count, "at most 536,870,912");

    [Fact]
    public void A_network_with_the_maximum_of_parameters_is_allowed() => NetworkSpec.Parse("1023-524288").Validate();

    private static void AssertRejected(NetworkSpec network, params string[] parts)
    {
        var message = Assert.Throws<InvalidInputException>(network.Validate).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}
