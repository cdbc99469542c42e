using System.ComponentModel;
using ActorNet.Coordination.Training;

namespace ActorNet.Cli.Spawning;

/// <summary>What --spawn-workers asks for.</summary>
/// <param name="Count">The number of worker processes.</param>
/// <param name="Access">The options, with values, by which they are allowed to join.</param>
internal sealed record SpawnRequest(int Count, IReadOnlyList<string> Access);

/// <summary>
/// Worker processes on the coordinator's machine: starts them when it listens, again when they die, and ends them with the run. Each has a
/// thread that waits for its end.
/// </summary>
internal sealed class SpawnedWorkers : IDisposable
{
    /// <summary>How often in a row a worker may fail before it is not started again.</summary>
    private const int MaxFailures = 3;

    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);

    /// <summary>A worker that has joined and is older than this has not failed, though it may die.</summary>
    private static readonly TimeSpan SteadyAge = TimeSpan.FromMinutes(1);

    /// <summary>More than leaving in order takes.</summary>
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(5);

    private readonly SpawnRequest _request;
    private readonly int _threads;
    private readonly CliContext _context;
    private readonly Action<string> _warn;
    private readonly CancellationTokenSource _stop;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _members = []; // of the run, wherever they are
    private IReadOnlyList<Slot> _slots = [];
    private int _remaining;
    private bool _hasBegun;
    private string? _failure;

    private SpawnedWorkers(
        SpawnRequest request, int threads, CliContext context, Action<string> warn, CancellationToken cancellationToken)
    {
        (_request, _threads, _context, _warn, _remaining) = (request, threads, context, warn, request.Count);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Trains with the workers that <paramref name="request"/> asks for.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="threads">Compute threads of each worker.</param>
    /// <param name="context">The world of this process.</param>
    /// <param name="warn">Receives a sentence about a worker that is given up, on any thread.</param>
    /// <param name="train">Trains; its events say when the coordinator listens and who has joined.</param>
    /// <param name="onEvent">Receives the events of <paramref name="train"/>.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="TrainingFailedException">Workers cannot be started, and the run cannot begin or continue without them.</exception>
    public static async Task<TrainingResult> TrainAsync(
        SpawnRequest request, int threads, CliContext context, Action<string> warn,
        Func<Action<TrainingEvent>, CancellationToken, Task<TrainingResult>> train, Action<TrainingEvent> onEvent,
        CancellationToken cancellationToken)
    {
        using var workers = new SpawnedWorkers(request, threads, context, warn, cancellationToken);
        try
        {
            var result = await train(
                trainingEvent =>
                {
                    workers.Observe(trainingEvent);
                    onEvent(trainingEvent);
                },
                workers._stop.Token);
            return workers._failure is null || result.Reason != StopReason.Interrupted
                ? result : throw new TrainingFailedException(workers._failure);
        }
        catch (OperationCanceledException) when (workers._failure is not null)
        {
            throw new TrainingFailedException(workers._failure);
        }
    }

    /// <summary>Ends the processes that are left.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (var slot in _slots)
            slot.Leave();
        var asked = _context.Time.GetTimestamp();
        foreach (var slot in _slots)
            slot.AwaitEnd(LeaveTimeout - _context.Time.GetElapsedTime(asked));
        foreach (var slot in _slots)
            slot.Dispose();
        _stop.Dispose();
    }

    private void Observe(TrainingEvent trainingEvent)
    {
        lock (_gate)
        {
            switch (trainingEvent)
            {
                case CoordinatorListening listening:
                    _slots = [.. Enumerable.Range(1, _request.Count).Select(number => new Slot(this, number, listening.Endpoint))];
                    break;
                case TrainingStarted:
                    _hasBegun = true;
                    break;
                case WorkerJoined joined:
                    _members.Add(joined.Worker);
                    foreach (var slot in _slots)
                        slot.Observe(joined);
                    break;
                case WorkerLeft left:
                    _members.Remove(left.Worker);
                    break;
            }
        }
    }

    private IEnumerable<string> ArgumentsOf(string name, string endpoint) =>
    [
        "worker", "--join", endpoint, "--name", name, "--threads", Invariant($"{_threads}"), "--exit-when-done", "--exit-with-input",
        "--quiet", .. _request.Access,
    ];

    /// <summary>Goes on with the others, if there are enough.</summary>
    private void GiveUp(string sentence)
    {
        lock (_gate)
        {
            _remaining--;
            if (!_hasBegun || (_remaining == 0 && _members.Count == 0))
                _failure ??= sentence;
        }

        if (_failure is null)
            _warn(sentence);
        else
            _stop.Cancel();
    }

    /// <summary>One worker after another, under the same name.</summary>
    private sealed class Slot : IDisposable
    {
        private readonly SpawnedWorkers _owner;
        private readonly string _name;
        private readonly string _endpoint;
        private readonly Lock _gate = new();
        private readonly Thread _thread;
        private WorkerProcess? _process;
        private volatile bool _hasJoined;

        public Slot(SpawnedWorkers owner, int number, string endpoint)
        {
            (_owner, _name, _endpoint) = (owner, Invariant($"spawned-{number}"), endpoint);
            _thread = new Thread(Supervise) { IsBackground = true, Name = _name };
            _thread.Start();
        }

        /// <summary>A worker gets a number behind its name if the one before it is not gone yet.</summary>
        public void Observe(WorkerJoined joined) =>
            _hasJoined |= joined.Worker == _name || joined.Worker.StartsWith(_name + "-", StringComparison.Ordinal);

        public void Leave()
        {
            lock (_gate)
                _process?.Leave();
        }

        public void AwaitEnd(TimeSpan timeout) => _thread.Join(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero);

        /// <summary>Kills a worker that has not left.</summary>
        public void Dispose()
        {
            lock (_gate)
                _process?.Kill();
            _thread.Join();
        }

        private void Supervise()
        {
            var time = _owner._context.Time;
            var stop = _owner._stop.Token;
            for (var failures = 0; ;)
            {
                _hasJoined = false;
                var started = time.GetTimestamp();
                // Exit code 0: the run is complete. After the delay the run has noticed the end, too.
                if (Run() is not { } end || end.ExitCode == ExitCodes.Done || stop.WaitHandle.WaitOne(RestartDelay))
                    return;
                failures = _hasJoined && time.GetElapsedTime(started) >= SteadyAge ? 1 : failures + 1;
                if (failures < MaxFailures && end.ExitCode != ExitCodes.WrongInput)
                    continue;
                var often = failures > 1 ? Invariant($"{failures} times, at last ") : "";
                _owner.GiveUp(
                    Invariant($"Worker {_name} is not started again: it has ended {often}with exit code {end.ExitCode}")
                        + (end.Sentence is { } sentence ? $": {sentence}" : "."));
                return;
            }
        }

        /// <summary>Starts the worker and waits for its end; null if the run is over.</summary>
        private WorkerEnd? Run()
        {
            try
            {
                lock (_gate)
                {
                    if (_owner._stop.IsCancellationRequested)
                        return null;
                    _process = new WorkerProcess(_owner._context, _owner.ArgumentsOf(_name, _endpoint));
                }

                return _process.AwaitEnd();
            }
            catch (Win32Exception fault)
            {
                return new WorkerEnd(127, fault.Message);
            }
            finally
            {
                lock (_gate)
                {
                    _process?.Dispose();
                    _process = null;
                }
            }
        }
    }
}
