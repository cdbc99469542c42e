using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Models.Safetensors;
using ActorNet.Models.Trained;

namespace ActorNet.Fuzz.Targets;

/// <summary>
/// Damaged models, checkpoints, PyTorch layers and files of other programs. An accepted checkpoint or model must be the original; the
/// parameters of layers must be the file's numbers, each once; in any accepted file the tensors must cover the data from the first to the
/// last byte, each as long as its shape.
/// </summary>
internal sealed class SafetensorsTarget : FuzzTarget
{
    private static readonly byte[][] Tokens = [.. new[]
    {
        "-1", "1e9", "9223372036854775807", "18446744073709551616", "null", "[]", "{}", "\"\"", "\"F64\"", "\"F32\"", "\"U8\"", "\"I32\"",
        "\\ud800", "0.5", ",", "}", "]", "[[", "\"shape\":[", "\"data_offsets\":[0,", "2147483647", "0", " ", "__metadata__",
        "layers.0.weight", "0.weight", "2.bias", "[1,1]",
    }.Select(Encoding.UTF8.GetBytes)];

    private readonly RunDescription _run = StoredRun.Describe();
    private readonly TrainingState _state = StoredRun.State();
    private readonly Dictionary<string, byte[]> _files;

    public SafetensorsTarget() => _files = new Dictionary<string, byte[]>
    {
        ["checkpoint"] = StoredRun.Checkpoint(),
        ["model"] = StoredRun.Model(),
        ["file"] = Foreign(),
        ["layers"] = Layers(),
    };

    public override string Name => "safetensors";

    /// <summary>The block in which a file is hashed, and several copies of the file: as text, as numbers, and transposed.</summary>
    public override long MaxBytes(FuzzInput input) => 256 * 1024 + 32L * input.Bytes.Length;

    public override FuzzInput Generate(SeededRandom random)
    {
        var kind = _files.Keys.ElementAt(random.NextInt(_files.Count));
        var original = _files[kind];
        var header = sizeof(ulong) + (int)BinaryPrimitives.ReadInt64LittleEndian(original);
        var bytes = Mutation.Of(original, header, Tokens, [_files["file"]], random);
        // With the right header length the reader gets further.
        var isForged = random.NextInt(2) == 0 && bytes.Length >= sizeof(ulong);
        if (isForged)
        {
            var length = header - sizeof(ulong) + bytes.Length - original.Length;
            BinaryPrimitives.WriteInt64LittleEndian(bytes, Math.Clamp(length, 0, bytes.Length - sizeof(ulong)));
        }

        return new FuzzInput(bytes, kind, isForged);
    }

    public override object Read(FuzzInput input)
    {
        using var stream = new MemoryStream(input.Bytes, writable: false);
        return input.Kind switch
        {
            "checkpoint" => CheckpointFile.Read(stream, "mutant", _run),
            "model" => TrainedModel.Read(stream, "mutant"),
            "layers" => LinearLayers.Read(SafetensorsFile.Read(stream, "mutant"), "mutant"),
            _ => SafetensorsFile.Read(stream, "mutant"),
        };
    }

    public override bool IsRejection(Exception error) => error is InvalidInputException;

    public override string? Verify(FuzzInput input, object accepted)
    {
        switch (accepted)
        {
            case TrainingState state:
                ViolationException.ThrowUnless(
                    input.Bytes.AsSpan().SequenceEqual(_files["checkpoint"]) && state.Step == _state.Step
                        && state.Parameters.AsSpan().SequenceEqual(_state.Parameters),
                    "a damaged checkpoint was accepted");
                break;
            // The mutation has removed all traces of an ActorNet model.
            case TrainedModel { Dataset: null } layers:
                Verify(input.Bytes, layers.Network.Widths, layers.Parameters);
                break;
            case TrainedModel model:
                ViolationException.ThrowUnless(
                    input.Bytes.AsSpan().SequenceEqual(_files["model"]) && model.Parameters.AsSpan().SequenceEqual(_state.Parameters),
                    "a damaged model was accepted");
                break;
            case LinearLayers layers:
                Verify(input.Bytes, layers.Widths, layers.Parameters);
                break;
            case SafetensorsFile file:
                Verify(input.Bytes, file);
                break;
        }

        return input.Kind;
    }

    private static void Verify(byte[] bytes, SafetensorsFile file)
    {
        var data = DataOf(bytes);
        foreach (var tensor in file.Tensors)
        {
            var content = tensor switch
            {
                Tensor<float> floats => MemoryMarshal.AsBytes(floats.Data.Span),
                Tensor<int> numbers => MemoryMarshal.AsBytes(numbers.Data.Span),
                _ => ((Tensor<byte>)tensor).Data.Span,
            };
            ViolationException.ThrowUnless(tensor.Shape.All(extent => extent >= 0), $"'{tensor.Name}' has a negative extent");
            ViolationException.ThrowUnless(
                tensor.Shape.Aggregate(1L, (count, extent) => count * extent) == tensor.Length,
                $"'{tensor.Name}' is not as long as its shape");
            ViolationException.ThrowUnless(data.StartsWith(content), $"'{tensor.Name}' differs from the file's data");
            data = data[content.Length..];
        }

        ViolationException.ThrowUnless(data.IsEmpty, "some data belong to no tensor");
        ViolationException.ThrowUnless(
            file.Tensors.Select(tensor => tensor.Name).Distinct().Count() == file.Tensors.Count, "two tensors have the same name");
    }

    private static void Verify(byte[] bytes, LayerWidths widths, float[] parameters)
    {
        float[] given = [.. MemoryMarshal.Cast<byte, float>(DataOf(bytes))];
        float[] taken = [.. parameters];
        ViolationException.ThrowUnless(widths.ParameterCount == taken.Length, $"network {widths} has {taken.Length} parameters");
        ViolationException.ThrowUnless(taken.All(float.IsFinite), "a parameter is not finite");
        given.AsSpan().Sort();
        taken.AsSpan().Sort();
        ViolationException.ThrowUnless(given.AsSpan().SequenceEqual(taken), "the parameters are not the numbers of the file");
    }

    /// <summary>The bytes after the header.</summary>
    private static Span<byte> DataOf(byte[] bytes) => bytes.AsSpan(sizeof(ulong) + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes));

    private static byte[] Layers()
    {
        using var stream = new MemoryStream();
        new SafetensorsFile(new Dictionary<string, string>(),
        [
            new Tensor<float>("0.weight", [3, 4], Enumerable.Range(0, 12).Select(i => 0.25f * i).ToArray()),
            new Tensor<float>("0.bias", [3], new[] { 1f, -1, 2 }),
            new Tensor<float>("2.weight", [2, 3], Enumerable.Range(0, 6).Select(i => -0.5f * i).ToArray()),
            new Tensor<float>("2.bias", [2], new[] { 0.1f, 0.2f }),
        ]).Write(stream);
        return stream.ToArray();
    }

    private static byte[] Foreign()
    {
        var metadata = new Dictionary<string, string> { ["format"] = "pt" };
        using var stream = new MemoryStream();
        new SafetensorsFile(metadata,
        [
            new Tensor<byte>("pixels", [3, 4, 2], Enumerable.Range(0, 24).Select(i => (byte)i).ToArray()),
            new Tensor<int>("labels", [3], new[] { 2, 0, 1 }),
            new Tensor<float>("scale", [], new[] { 0.5f }),
            new Tensor<float>("nothing", [0, 5], Array.Empty<float>()),
            new Tensor<float>("weights", [2, 3], new[] { 1f, 2, 3, 4, 5, 6 }),
        ]).Write(stream);
        return stream.ToArray();
    }
}
