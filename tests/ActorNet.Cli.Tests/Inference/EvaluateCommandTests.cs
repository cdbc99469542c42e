using System.Text.Json;
using ActorNet.Data.Idx;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Models.Safetensors;

namespace ActorNet.Cli.Tests.Inference;

public sealed class EvaluateCommandTests : LearnedRunTests
{
    [Fact]
    public async Task Report_is_that_of_the_network()
    {
        Assert.Equal(0, await _command.RunAsync("evaluate", "learned", "--json"));

        var report = JsonDocument.Parse(_command.Out).RootElement;
        var network = new Network(TrainedRun.Spec.Network, await TrainedRun.ParametersAsync());
        var evaluation = network.Evaluate(TrainedRun.Digits.Test);
        Assert.Equal(evaluation.Accuracy, report.GetProperty("accuracy").GetDouble());
        Assert.Equal(evaluation.Loss, report.GetProperty("loss").GetDouble());
        Assert.InRange(evaluation.Accuracy!.Value, 0.8, 0.99);
        var confusion = report.GetProperty("confusion").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(count => count.GetInt32()).ToArray()).ToArray();
        Assert.Equal(TrainedRun.Digits.Test.Count, confusion.Sum(row => row.Sum()));
        Assert.Equal(evaluation.Accuracy!.Value, confusion.Select((row, k) => row[k]).Sum() / (double)TrainedRun.Digits.Test.Count, 12);
        var three = report.GetProperty("classes")[3];
        Assert.Equal(confusion[3].Sum(), three.GetProperty("samples").GetInt32());
        Assert.Equal(confusion[3][3] / (double)confusion.Sum(row => row[3]), three.GetProperty("precision").GetDouble(), 12);
        Assert.Equal(confusion[3][3] / (double)confusion[3].Sum(), three.GetProperty("recall").GetDouble(), 12);
    }

    [Fact]
    public async Task Text_tells_the_same()
    {
        Assert.Equal(0, await _command.RunAsync("evaluate", "learned"));
        Assert.StartsWith("Model     learned: 784-30-10, 23,860 parameters, SHA-256 ", _command.OutLines[0], StringComparison.Ordinal);
        Assert.Equal("Data      digits: 1,000 test samples", _command.OutLines[1]);
        Assert.Matches(@"^Accuracy  \d\d\.\d\d % \(\d{3} of 1,000\), loss 0\.\d{4}$", _command.OutLines[2]);
        Assert.Equal("", _command.Error);
    }

    [Fact]
    public async Task Weights_of_PyTorch_are_evaluated_like_the_run_they_are_of()
    {
        await _command.RunAsync("evaluate", "learned", "--json");
        var ours = JsonDocument.Parse(_command.Out).RootElement;
        var model = Path.Combine(_command.Folder, "learned", "model.safetensors");
        // As torch.nn.Sequential(Linear, ReLU, Linear) names them, and without metadata.
        var tensors = SafetensorsFile.Read(model).Tensors.Cast<Tensor<float>>()
            .Select(tensor => tensor with { Name = tensor.Name.Replace("layers.1", "2", StringComparison.Ordinal)
                .Replace("layers.0", "0", StringComparison.Ordinal) });
        new SafetensorsFile(new Dictionary<string, string>(), [.. tensors]).Write(Path.Combine(_command.Folder, "torch.safetensors"));

        Assert.Equal(0, await _command.RunAsync("evaluate", "torch.safetensors", "--dataset", "digits", "--json"));

        var theirs = JsonDocument.Parse(_command.Out).RootElement;
        Assert.Equal(ours.GetProperty("accuracy").GetDouble(), theirs.GetProperty("accuracy").GetDouble());
        Assert.Equal(ours.GetProperty("loss").GetDouble(), theirs.GetProperty("loss").GetDouble());
        Assert.Equal(ours.GetProperty("weightsSha256").GetString(), theirs.GetProperty("weightsSha256").GetString());
    }

    [Fact]
    public async Task Run_that_has_not_ended_is_evaluated_as_far_as_it_has_come()
    {
        var run = RunDirectory.Open(Path.Combine(_command.Folder, "learned"));
        run.Checkpoints.Write(TrainingState.Beginning(TrainedRun.Spec, await TrainedRun.ParametersAsync()) with { Step = 17 });
        File.Delete(run.ModelPath);

        Assert.Equal(0, await _command.RunAsync("evaluate", "learned", "--json"));

        Assert.Equal("Run 'learned' has not ended: these are its weights after step 17.\n", _command.Error);
        Assert.Equal(WeightsHash.Of(await TrainedRun.ParametersAsync()), JsonDocument.Parse(_command.Out).RootElement.GetProperty(
            "weightsSha256").GetString());
    }

    [Theory]
    [InlineData("evaluate none", "Model 'none' does not exist: it is no file, and neither 'none' nor 'runs/none' is the folder of a run")]
    [InlineData("evaluate learned --activation tanh", "--activation is tanh; allowed is relu, which model 'learned' names; leave it out.")]
    [InlineData("evaluate learned/run.json", "is not a readable safetensors file: its header would have ")]
    [InlineData("evaluate learned --activation rleu", "--activation is 'rleu'")]
    [InlineData("evaluate --jsn learned", "--jsn is not an option of actornet evaluate; did you mean --json?")]
    [InlineData("predict learned image.png --jsn", "--jsn is not an option of actornet predict; did you mean --json?")]
    [InlineData("evaluate -- --jsn", "Model '--jsn' does not exist")]
    public async Task Error_is_reported_with_exit_code_2(string arguments, string sentence)
    {
        Assert.Equal(2, await _command.RunAsync(arguments.Split(' ')));
        Assert.Contains(sentence, _command.Error, StringComparison.Ordinal);
        Assert.Single(_command.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Classes_without_names_are_those_that_are_called_by_their_numbers()
    {
        IdxWriter.Write(TrainedRun.Digits, Path.Combine(_command.Folder, "idx"), compress: false);
        _command.Context = _command.Context with { Load = (request, _, _) => Task.FromResult(IdxImages.LoadFolder(request.Dataset)) };
        Assert.Equal(0, await _command.RunAsync("evaluate", "learned", "--dataset", "idx", "--json"));
        Assert.Equal(TrainedRun.Digits.Test.Count, JsonDocument.Parse(_command.Out).RootElement.GetProperty("samples").GetInt32());
    }

    [Fact]
    public async Task Classes_with_other_names_are_rejected()
    {
        var named = TrainedRun.Digits with { Name = "letters", ClassNames = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] };
        _command.Context = _command.Context with { Load = (_, _, _) => Task.FromResult(named) };
        Assert.Equal(2, await _command.RunAsync("evaluate", "learned", "--dataset", "digits"));
        Assert.Equal(
            "Data set 'letters' has other classes than 'digits', which model 'learned' was trained on; give that one.\n", _command.Error);
    }

    [Fact]
    public async Task Images_of_another_shape_are_rejected()
    {
        _command.Context =
            _command.Context with { Load = (_, _, _) => Task.FromResult(TrainedRun.Digits with { Name = "wide", ImageSize = (14, 56) }) };
        Assert.Equal(2, await _command.RunAsync("evaluate", "learned", "--dataset", "digits"));
        Assert.Equal("Data set 'wide' has images of another shape than 'digits', which model 'learned' was trained on; give that one.\n",
            _command.Error);
    }

    [Theory]
    [InlineData("\"rows\": 28", "\"rows\": 5")]
    [InlineData("\"batchSize\": 128", "\"batchSize\": 0")]
    [InlineData("\"784-30-10\"", "\"784-30-9\"")]
    public async Task Run_whose_parts_do_not_fit_together_is_damaged(string part, string other)
    {
        var file = Path.Combine(_command.Folder, "learned", "run.json");
        var text = File.ReadAllText(file);
        Assert.Contains(part, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(part, other, StringComparison.Ordinal));
        foreach (var command in new[] { "evaluate", "plot" })
        {
            Assert.Equal(2, await _command.RunAsync(command, "learned"));
            Assert.Equal($"File '{file}' is damaged: its network, its batches and its data do not fit together.\n", _command.Error);
        }
    }

    [Fact]
    public async Task Data_that_do_not_fit_are_rejected()
    {
        _command.Context = _command.Context with { Load = FakeData.Load };
        _command.Write("flowers.csv");
        Assert.Equal(2, await _command.RunAsync("evaluate", "learned", "--dataset", "flowers.csv"));
        Assert.Equal(
            "Model 'learned' takes 784 features and gives 10 outputs, but a sample of data set 'flowers.csv' has 4 features and 3 "
                + "classes; name other data with --dataset.\n",
            _command.Error);
    }
}
