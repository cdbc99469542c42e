using System.Reflection;
using ActorNet.Cli.Arguments;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;

namespace ActorNet.Cli.Tests.Arguments;

public class HyperParametersTests
{
    /// <summary>The optimizer's kind and the network's widths are the rows of the records that contain them.</summary>
    [Fact]
    public void Every_property_of_a_spec_has_one_row()
    {
        var properties = new[] { typeof(TrainingSpec), typeof(NetworkSpec), typeof(OptimizerSpec) }
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            .Where(property => property.CanWrite).Select(property => property.Name)
            .Except([nameof(NetworkSpec.Widths), nameof(OptimizerSpec.Kind)]);

        Assert.Equal(
            properties.Order(StringComparer.Ordinal), HyperParameters.All.Select(row => row.Parameter).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Line_of_a_group_joins_what_its_rows_print()
    {
        var spec = TrainingPresets.Default.Spec with { L2 = 0.001f, Epochs = 1 };

        Assert.Equal(
            "784-256-10, relu and softmax, cost negative-log-likelihood, init he", HyperParameters.Line(HyperParameterGroup.Network, spec));
        Assert.Equal(
            "momentum, learning rate 0.1, schedule cosine, L2 0.001, batch 128, 1 epoch, seed 1",
            HyperParameters.Line(HyperParameterGroup.Training, spec));
    }
}
