using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Testing;

namespace ActorNet.Tests;

/// <summary>The short way from a name and a list of widths to a trained network.</summary>
public sealed class DatasetsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-datasets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Digits_are_the_generated_ones()
    {
        var digits = await Datasets.LoadAsync("digits");
        Assert.Equal((20_000, 4_000), (digits.Train.Count, digits.Test.Count));
        Assert.Equal(Datasets.GeneratedDigits().Sha256, digits.Sha256);
    }

    [Fact]
    public async Task Unknown_data_set_is_rejected_with_the_nearest_name()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Datasets.LoadAsync("digit"));
        Assert.StartsWith("Data set 'digit' does not exist: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("; did you mean 'digits'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_with_real_targets_is_trained_with_identity_outputs()
    {
        var path = Path.Combine(_folder, "line.csv");
        File.WriteAllLines(path, Enumerable.Range(0, 40).Select(x => FormattableString.Invariant($"{x},{0.5 * x + 0.25}")).Prepend("x,y"));
        var table = await Datasets.LoadAsync(path, new() { Targets = ["y"] });

        var result = await Trainer.TrainAsync("1-1", table, epochs: 200);

        Assert.Equal(
            new NetworkSpec(new LayerWidths(1, 1)) { OutputActivation = Activation.Identity, Cost = Cost.Quadratic }, result.Spec.Network);
        Assert.Equal(TrainingPresets.Table.Spec.Optimizer, result.Spec.Optimizer);
        Assert.Equal(result.TestLoss, result.ToNetwork().Evaluate(table.Test).Loss);
    }

    [Fact]
    public async Task Network_alone_gives_the_weights_of_its_full_spec()
    {
        var data = SmallData.Blobs();
        var result = await Trainer.TrainAsync("12-7-4", data, epochs: 2);
        Assert.Equal(TrainingPresets.Table.Spec with { Network = NetworkSpec.Parse("12-7-4"), Epochs = 2 }, result.Spec);
        Assert.Equal(WeightsHash.Of(LocalTrainer.Train(result.Spec, data)), result.WeightsSha256);
        Assert.Equal((result.TestLoss, result.TestAccuracy), (
            result.ToNetwork().Evaluate(data.Test) is var test ? (test.Loss, test.Accuracy) : default));
    }

    [Theory]
    [InlineData("12-x-4", "Network is '12-x-4'; allowed is a list of whole numbers joined by '-', such as 784-128-10.")]
    [InlineData("13-4", "Network is 13-4; allowed is a network that begins with 12, the features of a sample of data set 'blobs'.")]
    public async Task Network_that_does_not_fit_is_rejected(string network, string sentence)
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Trainer.TrainAsync(network, SmallData.Blobs()));
        Assert.Equal(sentence, error.Message);
    }

    [Fact]
    public async Task Number_of_epochs_out_of_range_is_rejected()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Trainer.TrainAsync("12-4", SmallData.Blobs(), epochs: 0));
        Assert.Equal("Epochs is 0; allowed is a whole number from 1 to 1000000.", error.Message);
    }
}
