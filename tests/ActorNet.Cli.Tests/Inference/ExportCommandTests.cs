using System.Text;
using ActorNet.Data.Digits;
using ActorNet.Data.Mnist;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;
using ActorNet.Models.Runs;
using ActorNet.Models.Trained;
using ActorNet.Testing;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ActorNet.Cli.Tests.Inference;

public sealed class ExportCommandTests : LearnedRunTests
{
    private const double Tolerance = 1e-5;

    [Fact]
    public Task Onnx_predicts_what_the_engine_predicts_for_every_test_image() =>
        CompareAsync(GeneratedDigits.Load(trainSamples: 1, testSamples: 10_000).Test);

    [MnistFact]
    public Task Onnx_predicts_what_the_engine_predicts_for_every_test_image_of_MNIST() =>
        CompareAsync(MnistSource.Load(MnistFactAttribute.Files!).Test);

    [Fact]
    public async Task Safetensors_is_the_model_again()
    {
        Assert.Equal(0, await _command.RunAsync("export", "learned", "--out", "m.safetensors"));
        var model = TrainedModel.Read(Path.Combine(_command.Folder, "m.safetensors"));
        Assert.Equal(await TrainedRun.ParametersAsync(), model.Parameters);
        Assert.Equal(TrainedRun.Digits.Sha256, model.Dataset!.Sha256);
    }

    [Fact]
    public async Task Model_that_leaves_home_does_not_tell_its_folders()
    {
        var run = RunDirectory.Open(Path.Combine(_command.Folder, "learned"));
        var request = new DatasetRequest(Path.Combine(_command.Folder, "secret-project", "digits"), Path.Combine(_command.Folder, "data"));
        var elsewhere = RunDirectory.Create(Path.Combine(_command.Folder, "elsewhere"),
            run.Description with { Dataset = run.Description.Dataset with { Request = request, Notice = $"Not in {_command.Folder}." } });
        elsewhere.WriteModel(await TrainedRun.ParametersAsync());
        Assert.Equal(0, await _command.RunAsync("export", "elsewhere", "--out", "m.safetensors"));
        Assert.Equal(0, await _command.RunAsync("export", "elsewhere", "--out", "m.onnx"));
        foreach (var file in new[] { "m.safetensors", "m.onnx", Path.Combine("elsewhere", "model.safetensors") })
            Assert.DoesNotContain(Path.GetFileName(_command.Folder), Encoding.Latin1.GetString(
                File.ReadAllBytes(Path.Combine(_command.Folder, file))), StringComparison.Ordinal);
        Assert.Equal(new DatasetRequest(""), TrainedModel.Read(Path.Combine(_command.Folder, "m.safetensors")).Dataset!.Request);

        Assert.Equal(2, await _command.RunAsync("evaluate", "m.safetensors"));
        Assert.Equal("Model 'm.safetensors' was trained on data set 'digits' and does not record where it is; name it with --dataset.\n",
            _command.Error);
        Assert.Equal(0, await _command.RunAsync("evaluate", "m.safetensors", "--dataset", "digits"));
    }

    [Theory]
    [InlineData("export learned", "--out is missing; allowed is the file to write.\n")]
    [InlineData("export learned --out m.bin", "--to is missing; allowed is onnx or safetensors, since --out 'm.bin' names no format.\n")]
    [InlineData("export learned --to onnx --out learned", "--out is 'learned'; allowed is a file that does not exist yet.\n")]
    [InlineData("export learned --to onnx --out nowhere/m.onnx",
        "--out is 'nowhere/m.onnx'; allowed is a file in an existing folder; '{0}/nowhere' does not exist")]
    [InlineData("export learned --to pickle --out m", "--to is 'pickle'; allowed is onnx or safetensors\n")]
    public async Task Error_is_reported_with_exit_code_2(string arguments, string sentence)
    {
        Assert.Equal(2, await _command.RunAsync(arguments.Split(' ')));
        Assert.Equal(sentence.Replace("{0}", _command.Folder, StringComparison.Ordinal).TrimEnd('\n')
            .TrimEnd('.'), _command.Error.TrimEnd('\n').TrimEnd('.'));
    }

    private async Task CompareAsync(SampleSet test)
    {
        Assert.Equal(0, await _command.RunAsync("export", "learned", "--to", "onnx", "--out", "m.onnx"));
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
        Assert.Equal(10_000, compared);
    }
}
