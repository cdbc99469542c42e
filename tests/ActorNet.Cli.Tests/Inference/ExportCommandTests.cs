using ActorNet.Data.Digits;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ActorNet.Cli.Tests.Inference;

public sealed class ExportCommandTests : LearnedRunTests
{
    private const double Tolerance = 1e-5;

    [Fact]
    public async Task Onnx_predicts_what_the_engine_predicts_for_every_test_image()
    {
        Assert.Equal(0, await _command.RunAsync("export", "learned", "--to", "onnx", "--out", "m.onnx"));

        var test = GeneratedDigits.Load(trainSamples: 1, testSamples: 10_000).Test;
        float[] pixels = [.. test.Pixels!.Value.ToArray().Select(pixel => (float)pixel)];
        using var session = new InferenceSession(Path.Combine(_command.Folder, "m.onnx"));
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("input", new DenseTensor<float>(pixels, [test.Count, 784]))]);
        var theirs = results.Single().AsTensor<float>();
        var compared = 0;
        new Network(TrainedRun.Spec.Network, await TrainedRun.ParametersAsync()).Predict(test, (sample, ours) =>
        {
            float[] row = [.. Enumerable.Range(0, ours.Length).Select(k => theirs[sample, k])];
            Assert.Equal(Evaluation.ArgMax(ours), Evaluation.ArgMax(row));
            for (var k = 0; k < ours.Length; k++)
                Assert.InRange(row[k], ours[k] - Tolerance, ours[k] + Tolerance);
            compared++;
        });
        Assert.Equal(test.Count, compared);
    }

    [Fact]
    public async Task Safetensors_is_the_model_again()
    {
        Assert.Equal(0, await _command.RunAsync("export", "learned", "--out", "m.safetensors"));
        var model = TrainedModel.Read(Path.Combine(_command.Folder, "m.safetensors"));
        Assert.Equal(await TrainedRun.ParametersAsync(), model.Parameters);
        Assert.Equal(TrainedRun.Digits.Sha256, model.Dataset!.Sha256);
    }

    [Theory]
    [InlineData("export learned", "--out is missing: give the file to write.\n")]
    [InlineData("export learned --out m.bin", "--to is missing, and --out 'm.bin' does not tell: give --to onnx or --to safetensors.\n")]
    [InlineData("export learned --to onnx --out learned", "--out is 'learned', which exists; give a file that does not exist yet.\n")]
    [InlineData("export learned --to pickle --out m", "--to is 'pickle'; allowed are onnx, safetensors\n")]
    public async Task What_is_wrong_is_said_with_exit_code_2(string arguments, string sentence)
    {
        Assert.Equal(2, await _command.RunAsync(arguments.Split(' ')));
        Assert.Equal(sentence.TrimEnd('\n').TrimEnd('.'), _command.Error.TrimEnd('\n').TrimEnd('.'));
    }
}
