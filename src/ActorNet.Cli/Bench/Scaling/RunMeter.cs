using ActorNet.Transport.Connections;

namespace ActorNet.Cli.Bench.Scaling;

/// <summary>
/// Measures a run by its events: the epochs after some that warm up. Between the first and the last of these it asks the coordinator for its
/// status, if it listens, since events do not count bytes.
/// </summary>
internal sealed class RunMeter(int warmUpEpochs, int epochs, Func<Endpoint, Task<RunStatus>> askStatus)
{
    private static readonly TimeSpan StatusTimeout = TimeSpan.FromSeconds(1);

    private readonly List<Task<RunStatus>> _statuses = [];
    private readonly List<StepsCompleted> _steps = [];
    private Endpoint? _endpoint;
    private double _samples;
    private double _seconds;
    private bool _isDone;
    private string? _disturbance;

    public void Observe(TrainingEvent trainingEvent)
    {
        switch (trainingEvent)
        {
            case CoordinatorListening listening:
                _endpoint = Endpoint.Parse(listening.Endpoint);
                break;
            case StepsCompleted steps when steps.Epoch > warmUpEpochs:
                _steps.Add(steps);
                break;
            case EpochCompleted epoch:
                Observe(epoch);
                break;
            case WorkerLeft left when !_isDone:
                _disturbance ??= $"{left.Worker} has left since {left.Reason}";
                break;
            case TrainingRewound rewound:
                _disturbance ??= rewound.Reason;
                break;
        }
    }

    /// <summary>The figures of a run that is over.</summary>
    /// <exception cref="TrainingFailedException">A worker was lost meanwhile.</exception>
    public async Task<MeasuredRun> FinishAsync(CancellationToken cancellationToken)
    {
        if (_disturbance is not null)
            throw new TrainingFailedException($"A run that was measured has been disturbed: {_disturbance}");
        // Epochs have the same number of steps, and one report each.
        var computing = _steps.SelectMany(steps => steps.Workers).GroupBy(worker => worker.Worker)
            .Select(worker => worker.Sum(each => each.BusyFraction) / _steps.Count).ToList();
        return new MeasuredRun(
            _samples / _seconds, computing.Average(), computing.Max(), await TrafficAsync(cancellationToken));
    }

    private void Observe(EpochCompleted epoch)
    {
        if (epoch.Epoch > warmUpEpochs)
        {
            _seconds += epoch.Seconds;
            _samples += epoch.Seconds * epoch.SamplesPerSecond;
        }

        _isDone = epoch.Epoch == epochs;
        // On another thread: the coordinator waits for this one.
        if (_endpoint is { } endpoint && epoch.Epoch >= warmUpEpochs && !_isDone)
            _statuses.Add(Task.Run(() => askStatus(endpoint)));
    }

    private async Task<LinkTraffic?> TrafficAsync(CancellationToken cancellationToken)
    {
        if (_statuses.Count < 2)
            return null;
        try
        {
            var statuses = await Task.WhenAll(_statuses).WaitAsync(StatusTimeout, cancellationToken);
            var (first, last) = (statuses[0], statuses[^1]);
            double steps = last.Step - first.Step;
            return steps <= 0 ? null : new LinkTraffic(
                (Bytes(last, link => link.BytesReceived) - Bytes(first, link => link.BytesReceived)) / steps,
                (Bytes(last, link => link.BytesSent) - Bytes(first, link => link.BytesSent)) / steps,
                last.Counters.Exchanged > first.Counters.Exchanged);
        }
        catch (Exception fault) when (fault is TrainingFailedException or TimeoutException)
        {
            return null; // The run was over before it answered.
        }
    }

    private static long Bytes(RunStatus status, Func<LinkStatus, long> bytes) =>
        status.Workers.Sum(worker => worker.Link is { } link ? bytes(link) : 0);
}
