using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Models.Runs;
using ActorNet.Models.Safetensors;
using ActorNet.Models.Trained;
using ActorNet.Testing;

namespace ActorNet.Models.Tests.Trained;

public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Model_reads_back_what_it_wrote()
    {
        var model = new ModelFile(Samples.Network, Samples.Vector(1), Samples.Data);
        model.Write(_folder["m"]);

        var read = ModelFile.Read(_folder["m"]);

        Assert.Equal(model.Network, read.Network);
        Assert.Equal(model.Parameters, read.Parameters);
        Assert.Equal(model.Dataset.Scaling, read.Dataset.Scaling);
        Assert.Equal(model.Dataset.ClassNames, read.Dataset.ClassNames);
        Assert.Equal(model.Dataset.ImageSize, read.Dataset.ImageSize);
    }

    [Fact]
    public void Tensors_have_PyTorch_names_and_shapes()
    {
        var parameters = Samples.Vector(1);
        new ModelFile(Samples.Network, parameters, Samples.Data).Write(_folder["m"]);

        var file = SafetensorsFile.Read(_folder["m"]);

        Assert.Equal(["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"], file.Tensors.Select(tensor => tensor.Name));
        var layers = ParameterLayout.Of(Samples.Network).Layers;
        for (var n = 0; n < layers.Length; n++)
        {
            var weight = (Tensor<float>)file.Find($"layers.{n}.weight")!;
            var bias = (Tensor<float>)file.Find($"layers.{n}.bias")!;
            Assert.Equal([layers[n].Outputs, layers[n].Inputs], weight.Shape);
            Assert.Equal([layers[n].Outputs], bias.Shape);
            for (var o = 0; o < layers[n].Outputs; o++)
            {
                Assert.Equal(parameters[layers[n].BiasOffset + o], bias.Data.Span[o]);
                for (var i = 0; i < layers[n].Inputs; i++)
                    Assert.Equal(
                        parameters[layers[n].WeightOffset + i * layers[n].Outputs + o], weight.Data.Span[o * layers[n].Inputs + i]);
            }
        }
    }

    [Fact]
    public void Metadata_have_the_weights_hash()
    {
        new ModelFile(Samples.Network, Samples.Vector(1), Samples.Data).Write(_folder["m"]);

        Assert.Equal(WeightsHash.Of(Samples.Vector(1)), SafetensorsFile.Read(_folder["m"]).Metadata["weightsSha256"]);
    }

    /// <summary>Not only the weights: another scaling or activation would change the predictions.</summary>
    [Fact]
    public void Model_with_any_flipped_bit_is_rejected()
    {
        new ModelFile(Samples.Network, Samples.Vector(1), Samples.Data).Write(_folder["m"]);
        var bytes = File.ReadAllBytes(_folder["m"]);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            using var damaged = new MemoryStream(bytes);
            Assert.Throws<InvalidInputException>(() => ModelFile.Read(damaged, "m"));
            bytes[i] ^= 1;
        }
    }

    [Fact]
    public void Checkpoint_is_rejected_as_a_model()
    {
        CheckpointFile.Write(_folder["c"], Samples.Run, Samples.State(3));

        Assert.Contains(
            "not a model", Assert.Throws<InvalidInputException>(() => ModelFile.Read(_folder["c"])).Message, StringComparison.Ordinal);
    }
}
