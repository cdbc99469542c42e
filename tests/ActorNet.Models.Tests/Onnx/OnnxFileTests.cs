using System.Text.Json;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;
using ActorNet.Models.Onnx;
using ActorNet.Models.Trained;
using ActorNet.Testing;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ActorNet.Models.Tests.Onnx;

/// <summary>Compares exported models in ONNX Runtime with ActorNet's own inference.</summary>
public sealed class OnnxFileTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private const int Count = 300;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<Activation, Activation> Activations
    {
        get
        {
            var all = new TheoryData<Activation, Activation>();
            foreach (var hidden in Enum.GetValues<Activation>().Except([Activation.Softmax]))
                foreach (var output in new[] { Activation.Softmax, Activation.Sigmoid, Activation.Identity })
                    all.Add(hidden, output);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Exported_model_gives_the_same_outputs(Activation hidden, Activation output)
    {
        var network = new NetworkSpec(new LayerWidths(12, 9, 7, 4)) { HiddenActivation = hidden, OutputActivation = output };
        var pixels = new byte[Count * 12];
        new Random(1).NextBytes(pixels);
        var samples = SampleSet.FromImages(pixels, 12, new int[Count], 4);

        Compare(
            new TrainedModel(network, ParametersOf(network), Description(12, 4) with { ImageSize = new ImageSize(3, 4) }), samples,
            [.. pixels.Select(pixel => (float)pixel)]);
    }

    [Fact]
    public void Exported_model_takes_unscaled_columns()
    {
        var network = new NetworkSpec(new LayerWidths(2, 5, 3));
        FeatureScaling[] scaling = [new("a", 1000, 3), new("b", -0.5, 0.01)];
        var random = new Random(2);
        float[] raw = [.. Enumerable.Range(0, 2 * Count)
            .Select(i => (float)(scaling[i % 2].Mean + scaling[i % 2].StandardDeviation * (2 * random.NextDouble() - 1)))];
        float[] scaled = [.. raw.Select((x, i) => (float)((x - scaling[i % 2].Mean) / scaling[i % 2].StandardDeviation))];

        Compare(
            new TrainedModel(network, ParametersOf(network), Description(2, 3) with { Scaling = scaling }),
            SampleSet.FromClasses(scaled, 2, new int[Count], 3), raw);
    }

    [Fact]
    public void Model_without_a_description_takes_the_network_inputs()
    {
        var network = new NetworkSpec(new LayerWidths(2, 3));
        float[] features = [.. Enumerable.Range(0, 2 * Count).Select(i => i / 100f)];
        Compare(new TrainedModel(network, ParametersOf(network), Dataset: null), SampleSet.FromClasses(
            features, 2, new int[Count], 3), features);
    }

    [Fact]
    public void File_has_producer_metadata_and_shapes()
    {
        var network = new NetworkSpec(new LayerWidths(12, 4));
        OnnxFile.Write(
            new TrainedModel(
                network, ParametersOf(network),
                Description(12, 4) with { ImageSize = new ImageSize(3, 4), ClassNames = ["a", "b", "c, or so", "\"d\""] }), "me 1.0",
                _folder["m.onnx"]);

        using var session = new InferenceSession(_folder["m.onnx"]);
        Assert.Equal("me 1.0", session.ModelMetadata.ProducerName);
        Assert.Equal(
            ["a", "b", "c, or so", "\"d\""], JsonSerializer.Deserialize<string[]>(session.ModelMetadata.CustomMetadataMap["classes"])!);
        Assert.Equal(WeightsHash.Of(ParametersOf(network)), session.ModelMetadata.CustomMetadataMap["weightsSha256"]);
        Assert.Equal("3 rows of 4 pixels from 0 (background) to 255", session.ModelMetadata.CustomMetadataMap["image"]);
        Assert.Equal([-1, 12], session.InputMetadata["input"].Dimensions);
        Assert.Equal([-1, 4], session.OutputMetadata["output"].Dimensions);
    }

    [Fact]
    public void Network_beyond_the_format_limit_is_rejected()
    {
        var network = new NetworkSpec(new LayerWidths(1 << 16, 1 << 13));
        var fault = Assert.Throws<InvalidInputException>(
            () => OnnxFile.Write(new TrainedModel(network, [], null), "me", _folder["m.onnx"]));
        Assert.Contains("2 GiB", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["m.onnx"]));
    }

    private void Compare(TrainedModel model, SampleSet samples, float[] input)
    {
        OnnxFile.Write(model, "test", _folder["m.onnx"]);
        using var session = new InferenceSession(_folder["m.onnx"]);
        var tensor = new DenseTensor<float>(input, [samples.Count, samples.FeatureCount]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("input", tensor)]);
        var actual = results.Single(result => result.Name == "output").AsTensor<float>();

        var distinct = new HashSet<float>();
        model.ToNetwork().Predict(samples, (sample, expected) =>
        {
            for (var k = 0; k < expected.Length; k++)
            {
                distinct.Add(expected[k]);
                Assert.InRange(actual[sample, k], expected[k] - Tolerance, expected[k] + Tolerance);
            }
        });
        Assert.True(distinct.Count > 3, "all outputs are the same: nothing was compared");
    }

    private static float[] ParametersOf(NetworkSpec network) =>
        ParameterInitialization.Create(network with { Initializer = Initializer.ScaledNormal }, 7);

    private static DatasetDescription Description(int features, int outputs) =>
        new(new DatasetRequest("d"), "d", "ab", Count, Count, features, outputs, true);
}
