using ActorNet.Cli.Bench.Scaling;
using ActorNet.Learning;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Transport.Connections;

namespace ActorNet.Cli.Tests.Bench.Scaling;

/// <summary>Runs of four epochs of ten steps, of which the first two warm up.</summary>
public class RunMeterTests
{
    private readonly List<Endpoint> _asked = [];
    private readonly Queue<Func<RunStatus>> _answers = [];
    private readonly RunMeter _meter;

    public RunMeterTests() => _meter = new RunMeter(2, 4, endpoint =>
    {
        lock (_asked)
        {
            _asked.Add(endpoint);
            return Task.FromResult(_answers.Dequeue()());
        }
    });

    private int Asked
    {
        get
        {
            lock (_asked)
                return _asked.Count;
        }
    }

    [Fact]
    public async Task Epochs_after_the_warm_up_are_measured()
    {
        Observe(Epochs((100, 1), (100, 1), (60, 2), (40, 8)));
        var run = await _meter.FinishAsync(default);
        Assert.Equal(10, run.SamplesPerSecond, 1e-9);
        Assert.Equal(0.45, run.Computing, 1e-9);
        Assert.Equal(0.6, run.BusiestComputing, 1e-9);
        Assert.Null(run.Traffic);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Traffic_is_that_between_two_answers_by_the_coordinator()
    {
        _answers.Enqueue(() => Status(step: 21, exchanged: 0, received: 1_000, sent: 10_000));
        _answers.Enqueue(() => Status(step: 31, exchanged: 5, received: 3_000, sent: 50_000));
        var events = Epochs((100, 1), (100, 1), (100, 1), (100, 1)).ToList();
        Observe([new CoordinatorListening("run", "127.0.0.1:4710"), .. events[..^4]]);
        Deadline.Await(() => Asked == 1, "the first question to the coordinator");
        Observe(events[^4..]);
        Assert.Equal(new LinkTraffic(2 * 200, 2 * 4_000, IsSharded: true), (await _meter.FinishAsync(default)).Traffic);
        Assert.Equal(["127.0.0.1:4710", "127.0.0.1:4710"], _asked.Select(endpoint => endpoint.ToString()));
    }

    [Fact]
    public async Task Traffic_is_unknown_where_the_run_is_over_before_the_coordinator_answers()
    {
        _answers.Enqueue(() => Status(step: 21, exchanged: 0, received: 0, sent: 0));
        _answers.Enqueue(() => throw new TrainingFailedException("The coordinator does not answer."));
        Observe([new CoordinatorListening("run", "127.0.0.1:4710"), .. Epochs((100, 1), (100, 1), (100, 1), (100, 1))]);
        Assert.Null((await _meter.FinishAsync(default)).Traffic);
    }

    [Fact]
    public async Task Run_that_loses_a_worker_is_not_measured()
    {
        Observe([new WorkerLeft("run", "worker-2", "its connection is closed"), .. Epochs((100, 1), (100, 1), (100, 1), (100, 1))]);
        var fault = await Assert.ThrowsAsync<TrainingFailedException>(() => _meter.FinishAsync(default));
        Assert.Equal("A run that was measured has been disturbed: worker-2 has left since its connection is closed", fault.Message);
    }

    [Fact]
    public async Task Workers_leave_when_the_run_is_over()
    {
        Observe([.. Epochs((100, 1), (100, 1), (100, 1), (100, 1)), new WorkerLeft("run", "worker-2", "the run is over")]);
        Assert.Equal(100, (await _meter.FinishAsync(default)).SamplesPerSecond);
    }

    private void Observe(IEnumerable<TrainingEvent> events)
    {
        foreach (var trainingEvent in events)
            _meter.Observe(trainingEvent);
    }

    /// <summary>Two workers that compute more in each epoch; in the last two 0.3 and 0.6 of the time on average.</summary>
    private static IEnumerable<TrainingEvent> Epochs(params (double Samples, double Seconds)[] epochs)
    {
        for (var epoch = 1; epoch <= epochs.Length; epoch++)
        {
            var (samples, seconds) = epochs[epoch - 1];
            yield return new StepsCompleted(
                "run", epoch, 10 * epoch, 10, 10, 1, 0.1, samples / seconds,
                [new WorkerProgress("worker-1", 50, 0.05 + 0.1 * (epoch - 1)), new WorkerProgress("worker-2", 50, 0.35 + 0.1 * (epoch - 1))]);
            yield return new EpochCompleted("run", epoch, 10 * epoch, 1, null, null, 1, 0.5, seconds, samples / seconds, false);
        }
    }

    /// <summary>Two workers with the same traffic.</summary>
    private static RunStatus Status(long step, long exchanged, long received, long sent)
    {
        var worker = new WorkerStatus("worker", 0.5, 1, 1) { Link = new LinkStatus("127.0.0.1", 0.1, sent, received) };
        return new RunStatus(
            "run", "training", "4-3", 3, 4, step, 40, 1, 1, [worker, worker],
            new StatusCounters(0, 0, 0, 0) { Exchanged = exchanged });
    }
}
