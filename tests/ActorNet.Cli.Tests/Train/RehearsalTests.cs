using ActorNet.Cli.Context;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Testing;

namespace ActorNet.Cli.Tests.Train;

/// <summary>While the images of a run are loaded, the run is rehearsed.</summary>
public sealed class RehearsalTests : IDisposable
{
    private readonly CommandHarness _command = new();
    private readonly List<TrainingSpec> _rehearsed = [];
    private readonly ManualResetEventSlim _began = new();

    public RehearsalTests() => _command.Context = _command.Context with { Rehearse = Rehearse };

    public void Dispose()
    {
        _command.Dispose();
        _began.Dispose();
    }

    [Fact]
    public async Task Rehearsal_has_the_spec_of_the_run_and_ends_when_the_data_are_there()
    {
        _command.Context = _command.Context with { Load = LoadOnceRehearsed };
        Assert.Equal(0, await _command.RunAsync("train", "--network", "784-5-10", "--optimizer", "adam", "--batch", "7", "--epochs", "2"));
        Assert.Equal(_command.Trainer.Spec! with { MicroBatchSize = null }, Assert.Single(_rehearsed));
    }

    [Fact]
    public async Task Resumed_run_is_rehearsed_too()
    {
        Assert.Equal(0, await _command.RunAsync("train", "--dataset", "digits", "--network", "784-5-10", "--optimizer", "sgd", "--epochs", "1"));
        _command.Context = _command.Context with { Load = LoadOnceRehearsed };
        _rehearsed.Clear();
        _began.Reset();
        Assert.Equal(0, await _command.RunAsync("train", "--resume", _command.RunFolder, "--epochs", "2"));
        Assert.Equal(_command.Trainer.Spec, Assert.Single(_rehearsed));
    }

    [Fact]
    public async Task Data_that_cannot_be_loaded_end_it()
    {
        _command.Context = _command.Context with
        {
            Load = async (request, report, token) =>
            {
                await LoadOnceRehearsed(request, report, token);
                throw InvalidInputException.Of("The data", "are damaged");
            },
        };
        Assert.Equal(2, await _command.RunAsync("train"));
        Assert.Single(_rehearsed);
        Assert.Contains("The data are damaged.", _command.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "--dataset", "flowers.csv")]
    [InlineData("coordinator", "--min-workers", "1")]
    public async Task Tables_and_coordinators_are_not_rehearsed(params string[] arguments)
    {
        _command.Write("flowers.csv");
        _command.Context = _command.Context with
        {
            Coordinate = (spec, dataset, options, _, onEvent, token) => _command.Trainer.TrainAsync(spec, dataset, options, onEvent, token),
        };
        Assert.Equal(0, await _command.RunAsync([.. arguments, "--epochs", "1"]));
        Assert.Empty(_rehearsed);
    }

    [Fact]
    public async Task Single_processor_is_left_to_the_data()
    {
        _command.Context = _command.Context with { Processors = 1 };
        Assert.Equal(0, await _command.RunAsync("train", "--epochs", "1"));
        Assert.Empty(_rehearsed);
    }

    private void Rehearse(TrainingSpec spec, CancellationToken loaded)
    {
        _rehearsed.Add(spec);
        _began.Set();
        Assert.True(loaded.WaitHandle.WaitOne(LinkPair.ResponseTimeout), "The rehearsal was not ended.");
    }

    private Task<Dataset> LoadOnceRehearsed(DatasetRequest request, Action<string> report, CancellationToken cancellationToken)
    {
        Assert.True(_began.Wait(LinkPair.ResponseTimeout, cancellationToken), "No rehearsal began.");
        return FakeData.Load(request, report, cancellationToken);
    }
}
