using System.Buffers.Binary;
using System.Text;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Models.Safetensors;
using ActorNet.Models.Trained;
using ActorNet.Testing;

namespace ActorNet.Models.Tests.Trained;

/// <summary>Models written by other programs.</summary>
public sealed class TrainedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("layers.0", "layers.1")]
    [InlineData("0", "2")]
    [InlineData("net.mlp.0", "net.mlp.10")]
    [InlineData("layers.2", "layers.10")]
    public void Linear_layers_are_ordered_by_number(string first, string second)
    {
        Write(Weight(first, 3, 2, 1), Bias(first, 3, 7), Weight(second, 2, 3, 10), Bias(second, 2, 17));

        var model = TrainedModel.Read(_folder["m"]);

        Assert.Equal("2-3-2", model.Network.Widths.ToString());
        Assert.Equal((Activation.Relu, Activation.Softmax, Cost.NegativeLogLikelihood), (
            model.Network.HiddenActivation, model.Network.OutputActivation, model.Network.Cost));
        Assert.Null(model.Dataset);
        // [out, in] rows 1 2 | 3 4 | 5 6 become [in, out].
        Assert.Equal([1, 3, 5, 2, 4, 6, 7, 8, 9, 10, 13, 11, 14, 12, 15, 17, 18], model.Parameters);
    }

    [Fact]
    public void Tensors_may_be_in_any_order()
    {
        Write(Bias("1", 2, 17), Weight("1", 2, 3, 10), Bias("0", 3, 7), Weight("0", 3, 2, 1));
        Assert.Equal("2-3-2", TrainedModel.Read(_folder["m"]).Network.Widths.ToString());
    }

    [Fact]
    public void Foreign_metadata_are_ignored()
    {
        var metadata = new Dictionary<string, string> { ["kind"] = "mlp", ["format"] = "pt" };
        new SafetensorsFile(metadata, [Weight("0", 3, 2, 1), Bias("0", 3, 7)]).Write(_folder["m"]);
        Assert.Equal("2-3", TrainedModel.Read(_folder["m"]).Network.Widths.ToString());
    }

    [Fact]
    public void Requested_activations_are_used()
    {
        Write(Weight("0", 3, 2, 1), Bias("0", 3, 7));
        var network = TrainedModel.Read(_folder["m"], Activation.Tanh, Activation.Sigmoid).Network;
        Assert.Equal(
            (Activation.Tanh, Activation.Sigmoid, Cost.CrossEntropy), (network.HiddenActivation, network.OutputActivation, network.Cost));
    }

    [Fact]
    public void ActorNet_models_define_their_activations()
    {
        new ModelFile(Samples.Network, Samples.Vector(1), Samples.Data).Write(_folder["m"]);
        var model = TrainedModel.Read(_folder["m"], Samples.Network.HiddenActivation);
        Assert.Equal(Samples.Network, model.Network);
        Assert.Equal(Samples.Data.Name, model.Dataset!.Name);
        var other = Samples.Network.HiddenActivation == Activation.Tanh ? Activation.Relu : Activation.Tanh;
        Assert.Contains("leave it out", Assert.Throws<InvalidInputException>(
            () => TrainedModel.Read(_folder["m"], other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_ActorNet_model_is_not_read_as_a_foreign_one()
    {
        new ModelFile(Samples.Network, Samples.Vector(1), Samples.Data).Write(_folder["m"]);
        var bytes = File.ReadAllBytes(_folder["m"]);
        var header = bytes.AsSpan(0, sizeof(ulong) + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
        foreach (var word in new[] { "\"kind\"", "actornet-model-1", "\"sha256\"", "\"weightsSha256\"", "\"format\"", "__metadata__" })
        {
            var first = header.IndexOf(Encoding.ASCII.GetBytes(word));
            Assert.True(first > 0, $"{word} is not in the header");
            for (var i = first; i < first + word.Length; i++)
            {
                var changed = bytes.ToArray();
                changed[i] ^= 2;
                File.WriteAllBytes(_folder["changed"], changed);
                Assert.Throws<InvalidInputException>(() => TrainedModel.Read(_folder["changed"]));
            }
        }
    }

    public static TheoryData<object, string> Wrong => new()
    {
        { Array.Empty<Tensor>(), "has no tensors" },
        { new Tensor[] { Weight("0", 3, 2, 1) }, "lacks the tensor '0.bias'" },
        { new Tensor[] { Bias("0", 3, 1) }, "lacks the tensor '0.weight'" },
        { new Tensor[] { Weight("0", 3, 2, 1), Bias("0", 2, 1) }, "tensor '0.bias' of shape [2]; [3] is expected" },
        { new Tensor[] { new Tensor<float>("0.weight", [3], new float[3]), Bias("0", 3, 1) },
            "tensor '0.weight' of shape [3]; expected is" },
        { new Tensor[] { Weight("layers.0", 3, 2, 1), Bias("layers.0", 3, 1), Weight("layers.2", 2, 4, 1), Bias("layers.2", 2, 1) },
            "for 4 inputs, but the layer before it gives 3: a layer is missing" },
        { new Tensor[] { Weight("conv.0", 3, 2, 1), Bias("conv.0", 3, 1), Weight("fc.1", 2, 3, 1), Bias("fc.1", 2, 1) },
            "tensors of 'conv.' and of 'fc.'" },
        { new Tensor[] { Weight("0", 3, 2, 1), Bias("0", 3, 1), new Tensor<float>("running_mean", [3], new float[3]) },
            "tensor 'running_mean', which is not of a feed-forward network" },
        { new Tensor[] { Weight("layers.\u0663", 3, 2, 1), Bias("layers.\u0663", 3, 1) }, "which is not of a feed-forward network" },
        { new Tensor[] { Weight("00", 3, 2, 1), Bias("00", 3, 1) }, "which is not of a feed-forward network" },
        { new Tensor[] { Weight("0", 300_000, 1, 1), Bias("0", 300_000, 1) }, "has too many neurons; at most 250000" },
        { new Tensor[] { new Tensor<int>("0.weight", [3, 2], new int[6]), Bias("0", 3, 1) }, "dtype I32; F32 is expected" },
        { new Tensor[] { new Tensor<float>("0.weight", [1, 1], new[] { float.NaN }), Bias("0", 1, 1) }, "not a finite number" },
        { new Tensor[] { new Tensor<float>("0.weight", [0, 2], Array.Empty<float>()), new Tensor<float>("0.bias", [0],
            Array.Empty<float>()) }, "has layers of unusable widths: Network is '2-0'; allowed is a list of widths from 1 to 1,000,000" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Error_states_the_fault(object tensors, string sentence)
    {
        Write((Tensor[])tensors);
        var fault = Assert.Throws<InvalidInputException>(() => TrainedModel.Read(_folder["m"]));
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["m"], fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_layers_are_rejected_early()
    {
        Write([.. Enumerable.Range(0, 1001).SelectMany(layer => new Tensor[] { Weight($"{layer}", 1, 1, 1), Bias($"{layer}", 1, 1) })]);
        Assert.Contains("has 1001 layers; at most 1000", Assert.Throws<InvalidInputException>(
            () => TrainedModel.Read(_folder["m"])).Message, StringComparison.Ordinal);
    }

    private void Write(params Tensor[] tensors) => new SafetensorsFile(new Dictionary<string, string>(), tensors).Write(_folder["m"]);

    private static Tensor<float> Weight(string layer, int outputs, int inputs, int first) =>
        new($"{layer}.weight", [outputs, inputs], Counted(outputs * inputs, first));

    private static Tensor<float> Bias(string layer, int outputs, int first) => new($"{layer}.bias", [outputs], Counted(outputs, first));

    private static float[] Counted(int count, int first) => [.. Enumerable.Range(first, count).Select(number => (float)number)];
}
