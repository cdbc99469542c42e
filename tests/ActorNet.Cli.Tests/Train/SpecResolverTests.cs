using ActorNet.Cli.Arguments;
using ActorNet.Cli.Train;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;

namespace ActorNet.Cli.Tests.Train;

public class SpecResolverTests
{
    private static readonly DataShape Mnist = new("mnist", 784, 10, IsClassification: true, IsImages: true);
    private static readonly DataShape Flowers = new("flowers", 4, 3, IsClassification: true, IsImages: false);
    private static readonly DataShape Houses = new("houses", 13, 2, IsClassification: false, IsImages: false);

    [Fact]
    public void No_option_is_the_default_preset() =>
        Assert.Equal(TrainingPresets.Default.Spec, SpecResolver.Resolve(new SpecRequest(), Mnist));

    [Fact]
    public void Preset_nielsen_is_chapter_1_of_the_book()
    {
        var spec = SpecResolver.Resolve(new SpecRequest { Preset = TrainingPresets.Nielsen }, Mnist);

        Assert.Equal(TrainingPresets.Nielsen.Spec, spec);
        Assert.Equal("784-30-10", spec.Network.Widths.ToString());
        Assert.Equal((Activation.Sigmoid, Activation.Sigmoid), (spec.Network.HiddenActivation, spec.Network.OutputActivation));
        Assert.Equal((Cost.Quadratic, Initializer.Normal), (spec.Network.Cost, spec.Network.Initializer));
        Assert.Equal(new OptimizerSpec(OptimizerKind.Sgd, 3f), spec.Optimizer);
        Assert.Equal((10, 30), (spec.BatchSize, spec.Epochs));
    }

    [Fact]
    public void Preset_nielsen_set_option_by_option_is_the_same_spec()
    {
        var request = new SpecRequest().With(
            HyperParameters.Network.To(LayerWidths.Parse("784-30-10")), HyperParameters.HiddenActivation.To(Activation.Sigmoid),
            HyperParameters.OutputActivation.To(Activation.Sigmoid), HyperParameters.Cost.To(Cost.Quadratic),
            HyperParameters.Initializer.To(Initializer.Normal), HyperParameters.Optimizer.To(OptimizerKind.Sgd),
            HyperParameters.LearningRate.To(3.0f), HyperParameters.BatchSize.To(10), HyperParameters.Epochs.To(30));

        Assert.Equal(TrainingPresets.Nielsen.Spec, SpecResolver.Resolve(request, Mnist));
    }

    [Fact]
    public void Schedule_is_the_presets_unless_an_optimizer_is_set()
    {
        Assert.Equal(LearningRateSchedule.Cosine, SpecResolver.Resolve(
            new SpecRequest().With(HyperParameters.LearningRate.To(0.2f)), Mnist).Schedule);
        Assert.Equal(LearningRateSchedule.Constant, SpecResolver.Resolve(
            new SpecRequest().With(HyperParameters.Optimizer.To(OptimizerKind.Momentum)), Mnist).Schedule);
        Assert.Equal(
            LearningRateSchedule.Cosine,
            SpecResolver.Resolve(new SpecRequest { Preset = TrainingPresets.Default }.With(
                HyperParameters.Optimizer.To(OptimizerKind.Adam)), Mnist).Schedule);
    }

    [Theory]
    [InlineData(null, null, Activation.Softmax, Cost.NegativeLogLikelihood)]
    [InlineData(Activation.Softmax, null, Activation.Softmax, Cost.NegativeLogLikelihood)]
    [InlineData(Activation.Sigmoid, null, Activation.Sigmoid, Cost.CrossEntropy)]
    [InlineData(Activation.Identity, null, Activation.Identity, Cost.Quadratic)]
    [InlineData(Activation.Tanh, null, Activation.Tanh, Cost.Quadratic)]
    [InlineData(null, Cost.NegativeLogLikelihood, Activation.Softmax, Cost.NegativeLogLikelihood)]
    [InlineData(null, Cost.CrossEntropy, Activation.Sigmoid, Cost.CrossEntropy)]
    [InlineData(null, Cost.Quadratic, Activation.Identity, Cost.Quadratic)]
    [InlineData(Activation.Sigmoid, Cost.Quadratic, Activation.Sigmoid, Cost.Quadratic)]
    public void Cost_follows_output_and_output_cost(Activation? output, Cost? cost, Activation expectedOutput, Cost expectedCost)
    {
        var network = SpecResolver.Resolve(Request(output, cost), Mnist).Network;

        Assert.Equal((expectedOutput, expectedCost), (network.OutputActivation, network.Cost));
        network.Validate();
    }

    [Theory]
    [InlineData(null, null, Activation.Sigmoid, Cost.Quadratic)]
    [InlineData(null, Cost.Quadratic, Activation.Sigmoid, Cost.Quadratic)]
    [InlineData(null, Cost.CrossEntropy, Activation.Sigmoid, Cost.CrossEntropy)]
    [InlineData(null, Cost.NegativeLogLikelihood, Activation.Softmax, Cost.NegativeLogLikelihood)]
    [InlineData(Activation.Softmax, null, Activation.Softmax, Cost.NegativeLogLikelihood)]
    [InlineData(Activation.Sigmoid, null, Activation.Sigmoid, Cost.Quadratic)]
    public void Named_preset_stays_where_the_options_allow_it(Activation? output, Cost? cost, Activation expectedOutput, Cost expectedCost)
    {
        var network = SpecResolver.Resolve(Request(output, cost, TrainingPresets.Nielsen), Mnist).Network;

        Assert.Equal((expectedOutput, expectedCost), (network.OutputActivation, network.Cost));
        network.Validate();
    }

    [Theory]
    [InlineData(Activation.Relu, Initializer.He)]
    [InlineData(Activation.Sigmoid, Initializer.Xavier)]
    [InlineData(Activation.Tanh, Initializer.Xavier)]
    public void Initializer_follows_activation_unless_it_is_set(Activation activation, Initializer expected)
    {
        Assert.Equal(expected, SpecResolver.Resolve(
            new SpecRequest().With(HyperParameters.HiddenActivation.To(activation)), Mnist).Network.Initializer);
        Assert.Equal(
            Initializer.ScaledNormal,
            SpecResolver.Resolve(
                new SpecRequest().With(HyperParameters.HiddenActivation.To(activation), HyperParameters.Initializer.To(
                Initializer.ScaledNormal)), Mnist).Network.Initializer);
    }

    [Fact]
    public void Learning_rate_follows_optimizer_unless_it_is_set()
    {
        foreach (var kind in Enum.GetValues<OptimizerKind>())
        {
            var expected = kind == TrainingPresets.Default.Spec.Optimizer.Kind
                ? TrainingPresets.Default.Spec.Optimizer.LearningRate : OptimizerSpec.DefaultLearningRateOf(kind);
            Assert.Equal(
                expected, SpecResolver.Resolve(new SpecRequest().With(HyperParameters.Optimizer.To(kind)), Mnist).Optimizer.LearningRate);
            Assert.Equal(
                0.125f, SpecResolver.Resolve(new SpecRequest()
                .With(HyperParameters.Optimizer.To(kind), HyperParameters.LearningRate.To(0.125f)), Mnist).Optimizer.LearningRate);
        }

        Assert.Equal(
            0.001f, SpecResolver.Resolve(new SpecRequest { Preset = TrainingPresets.Nielsen }.With(
                HyperParameters.Optimizer.To(OptimizerKind.Adam)), Mnist).Optimizer.LearningRate);
    }

    [Fact]
    public void Table_of_classes_gets_the_preset_for_tables() => Assert.Equal(
        TrainingPresets.Table.Spec with { Network = NetworkSpec.Parse("4-32-3") }, SpecResolver.Resolve(new SpecRequest(), Flowers));

    [Fact]
    public void Table_of_values_gets_identity_and_quadratic_whatever_the_preset()
    {
        foreach (var preset in new[] { null, TrainingPresets.Nielsen })
        {
            var network = SpecResolver.Resolve(new SpecRequest { Preset = preset }, Houses).Network;
            Assert.Equal((Activation.Identity, Cost.Quadratic), (network.OutputActivation, network.Cost));
            Assert.Equal(preset is null ? "13-32-2" : "13-30-2", network.Widths.ToString());
        }
    }

    [Fact]
    public void Images_of_another_size_get_the_presets_hidden_layers() =>
        Assert.Equal($"1024-{TrainingPresets.Default.Spec.Network.Widths[1]}-26", SpecResolver.Resolve(
            new SpecRequest(), new DataShape("letters", 1024, 26, true, true)).Network.Widths.ToString());

    [Fact]
    public void Every_setting_is_in_the_spec()
    {
        var request = new SpecRequest().With(
            HyperParameters.Network.To(LayerWidths.Parse("784-5-10")), HyperParameters.HiddenActivation.To(Activation.Tanh),
            HyperParameters.OutputActivation.To(Activation.Sigmoid), HyperParameters.Cost.To(Cost.Quadratic),
            HyperParameters.Initializer.To(Initializer.Normal), HyperParameters.Optimizer.To(OptimizerKind.Adam),
            HyperParameters.LearningRate.To(0.1f), HyperParameters.Momentum.To(0.2f), HyperParameters.Beta1.To(0.3f),
            HyperParameters.Beta2.To(0.4f),
            HyperParameters.Epsilon.To(0.5f), HyperParameters.Schedule.To(LearningRateSchedule.Cosine), HyperParameters.L2.To(0.6f),
            HyperParameters.BatchSize.To(7), HyperParameters.MicroBatchSize.To(3), HyperParameters.Epochs.To(9),
            HyperParameters.Seed.To(10),
            HyperParameters.TrainSamples.To(11), HyperParameters.ValidationSamples.To(12), HyperParameters.Patience.To(13),
            HyperParameters.TargetAccuracy.To(0.14));

        var expected = new TrainingSpec(new NetworkSpec(LayerWidths.Parse("784-5-10"))
        {
            HiddenActivation = Activation.Tanh, OutputActivation = Activation.Sigmoid, Cost = Cost.Quadratic,
            Initializer = Initializer.Normal,
        })
        {
            Optimizer = new OptimizerSpec(OptimizerKind.Adam, 0.1f) { Momentum = 0.2f, Beta1 = 0.3f, Beta2 = 0.4f, Epsilon = 0.5f },
            Schedule = LearningRateSchedule.Cosine, L2 = 0.6f, BatchSize = 7, MicroBatchSize = 3, Epochs = 9, Seed = 10,
            TrainSamples = 11, ValidationSamples = 12, Patience = 13, TargetAccuracy = 0.14,
        };
        Assert.Equal(expected, SpecResolver.Resolve(request, Mnist));
        Assert.Equal(expected, SpecResolver.Resolve(request.WithPreset(TrainingPresets.Nielsen), Mnist));
    }

    private static SpecRequest Request(Activation? output, Cost? cost, TrainingPreset? preset = null)
    {
        var request = new SpecRequest { Preset = preset };
        if (output is { } activation)
            request = request.With(HyperParameters.OutputActivation.To(activation));
        return cost is { } value ? request.With(HyperParameters.Cost.To(value)) : request;
    }
}
