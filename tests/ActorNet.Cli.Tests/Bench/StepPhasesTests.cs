using ActorNet.Cli.Bench.Measured;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;

namespace ActorNet.Cli.Tests.Bench;

/// <summary>What is measured is training: the oracle's weights come out of it.</summary>
public class StepPhasesTests
{
    [Theory]
    [InlineData(10, 1, OptimizerKind.Sgd)]
    [InlineData(128, 16, OptimizerKind.Momentum)]
    [InlineData(640, 16, OptimizerKind.Adam)]
    [InlineData(600, 300, OptimizerKind.Sgd)]
    public void Phases_end_with_the_weights_of_a_run(int batch, int microBatch, OptimizerKind optimizer)
    {
        const int Steps = 3;
        var images = SyntheticImages.Create(pixels: 20, classes: 3, isBrief: true);
        var spec = new TrainingSpec(NetworkSpec.Parse("20-7-3"))
        {
            BatchSize = batch,
            MicroBatchSize = microBatch,
            Optimizer = new OptimizerSpec(optimizer, 0.01f),
            TrainSamples = 2 * batch,
            Epochs = 2,
        };
        var phases = new StepPhases(spec, images.Train, TimeProvider.System);

        var times = phases.Run(Steps, CancellationToken.None);

        Assert.Equal(LocalTrainer.Train(spec, images, Steps), phases.Parameters.ToArray());
        double[] always = [times.Gather, times.Forward, times.Backward, times.Update];
        Assert.All(always, seconds => Assert.InRange(seconds, double.Epsilon, 60));
        // A single block has nothing to add up.
        Assert.InRange(times.Reduce, batch > 300 ? double.Epsilon : 0, 60);
    }

    [Fact]
    public void Phases_of_several_threads_end_with_the_same_weights()
    {
        const int Steps = 2;
        var images = SyntheticImages.Create(pixels: 300, classes: 10, isBrief: true);
        // Large enough for the passes and the step to be shared out over the team.
        var spec = new TrainingSpec(NetworkSpec.Parse("300-300-10"))
        {
            BatchSize = 300,
            Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 0.01f),
            TrainSamples = 600,
            Epochs = 1,
        };
        using var team = new ThreadTeam(3);
        var phases = new StepPhases(spec, images.Train, TimeProvider.System, team);
        var alone = new StepPhases(spec, images.Train, TimeProvider.System);

        phases.Run(Steps, CancellationToken.None);
        alone.Run(Steps, CancellationToken.None);

        Assert.Equal(alone.Parameters.ToArray(), phases.Parameters.ToArray());
    }

    [Fact]
    public void Synthetic_images_have_as_many_blank_pixels_as_MNIST()
    {
        var images = SyntheticImages.Create(pixels: 784, classes: 10, isBrief: true).Train;
        var features = new float[784];
        var blank = 0;
        for (var i = 0; i < 100; i++)
        {
            images.CopyFeatures(i, features);
            blank += features.Count(feature => feature == 0);
        }

        Assert.InRange(blank / 78_400.0, 0.78, 0.83);
    }
}
