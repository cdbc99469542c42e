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
    public void Nothing_said_is_the_default_preset() =>
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
    public void Preset_nielsen_said_option_by_option_is_the_same_spec()
    {
        var request = new SpecRequest
        {
            Network = LayerWidths.Parse("784-30-10"), Activation = Activation.Sigmoid, Output = Activation.Sigmoid,
            Cost = Cost.Quadratic, Initializer = Initializer.Normal, Optimizer = OptimizerKind.Sgd, LearningRate = 3.0f,
            Batch = 10, Epochs = 30,
        };

        Assert.Equal(TrainingPresets.Nielsen.Spec, SpecResolver.Resolve(request, Mnist));
    }

    [Fact]
    public void Schedule_is_the_presets_unless_an_optimizer_is_said()
    {
        Assert.Equal(LearningRateSchedule.Cosine, SpecResolver.Resolve(new SpecRequest { LearningRate = 0.2f }, Mnist).Schedule);
        Assert.Equal(LearningRateSchedule.Constant, SpecResolver.Resolve(new SpecRequest { Optimizer = OptimizerKind.Momentum }, Mnist).Schedule);
        Assert.Equal(
            LearningRateSchedule.Cosine,
            SpecResolver.Resolve(new SpecRequest { Optimizer = OptimizerKind.Adam, Preset = TrainingPresets.Default }, Mnist).Schedule);
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
        var network = SpecResolver.Resolve(new SpecRequest { Output = output, Cost = cost }, Mnist).Network;

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
    public void Named_preset_stays_where_what_was_said_leaves_room(Activation? output, Cost? cost, Activation expectedOutput, Cost expectedCost)
    {
        var network = SpecResolver.Resolve(new SpecRequest { Preset = TrainingPresets.Nielsen, Output = output, Cost = cost }, Mnist).Network;

        Assert.Equal((expectedOutput, expectedCost), (network.OutputActivation, network.Cost));
        network.Validate();
    }

    [Theory]
    [InlineData(Activation.Relu, Initializer.He)]
    [InlineData(Activation.Sigmoid, Initializer.Xavier)]
    [InlineData(Activation.Tanh, Initializer.Xavier)]
    public void Initializer_follows_activation_unless_it_is_said(Activation activation, Initializer expected)
    {
        Assert.Equal(expected, SpecResolver.Resolve(new SpecRequest { Activation = activation }, Mnist).Network.Initializer);
        Assert.Equal(
            Initializer.ScaledNormal,
            SpecResolver.Resolve(new SpecRequest { Activation = activation, Initializer = Initializer.ScaledNormal }, Mnist).Network.Initializer);
    }

    [Fact]
    public void Learning_rate_follows_optimizer_unless_it_is_said()
    {
        foreach (var kind in Enum.GetValues<OptimizerKind>())
        {
            var usual = kind == TrainingPresets.Default.Spec.Optimizer.Kind
                ? TrainingPresets.Default.Spec.Optimizer.LearningRate : OptimizerSpec.DefaultLearningRateOf(kind);
            Assert.Equal(usual, SpecResolver.Resolve(new SpecRequest { Optimizer = kind }, Mnist).Optimizer.LearningRate);
            Assert.Equal(0.125f, SpecResolver.Resolve(new SpecRequest { Optimizer = kind, LearningRate = 0.125f }, Mnist).Optimizer.LearningRate);
        }

        Assert.Equal(
            0.001f, SpecResolver.Resolve(new SpecRequest { Preset = TrainingPresets.Nielsen, Optimizer = OptimizerKind.Adam }, Mnist).Optimizer.LearningRate);
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
        Assert.Equal($"1024-{TrainingPresets.Default.Spec.Network.Widths[1]}-26", SpecResolver.Resolve(new SpecRequest(), new DataShape("letters", 1024, 26, true, true)).Network.Widths.ToString());

    [Fact]
    public void Everything_said_is_in_the_spec()
    {
        var request = new SpecRequest
        {
            Network = LayerWidths.Parse("784-5-10"), Activation = Activation.Tanh, Output = Activation.Sigmoid, Cost = Cost.Quadratic,
            Initializer = Initializer.Normal, Optimizer = OptimizerKind.Adam, LearningRate = 0.1f, Momentum = 0.2f, Beta1 = 0.3f, Beta2 = 0.4f,
            Epsilon = 0.5f, Schedule = LearningRateSchedule.Cosine, L2 = 0.6f, Batch = 7, MicroBatch = 3, Epochs = 9, Seed = 10,
            TrainSamples = 11, ValidationSamples = 12, Patience = 13, TargetAccuracy = 0.14,
        };

        var expected = new TrainingSpec(new NetworkSpec(LayerWidths.Parse("784-5-10"))
        {
            HiddenActivation = Activation.Tanh, OutputActivation = Activation.Sigmoid, Cost = Cost.Quadratic, Initializer = Initializer.Normal,
        })
        {
            Optimizer = new OptimizerSpec(OptimizerKind.Adam, 0.1f) { Momentum = 0.2f, Beta1 = 0.3f, Beta2 = 0.4f, Epsilon = 0.5f },
            Schedule = LearningRateSchedule.Cosine, L2 = 0.6f, BatchSize = 7, MicroBatchSize = 3, Epochs = 9, Seed = 10,
            TrainSamples = 11, ValidationSamples = 12, Patience = 13, TargetAccuracy = 0.14,
        };
        Assert.Equal(expected, SpecResolver.Resolve(request, Mnist));
        Assert.Equal(expected, SpecResolver.Resolve(request with { Preset = TrainingPresets.Nielsen }, Mnist));
    }
}
