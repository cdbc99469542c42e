using ActorNet.Actors.Messages;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Actors.Worker;

/// <summary>
/// The computing side of a worker: a thread of its own that takes requests and gives answers, with a team of further threads to
/// help it. An actor's dispatcher must never compute, or messages and heartbeats would wait for arithmetic.
/// </summary>
/// <remarks>
/// Waiting for the next request is a short spin and then a park: in a steady run the next step comes within microseconds,
/// and waking a parked thread takes longer than that; an idle worker costs nothing.
/// </remarks>
internal sealed class SliceEngine : IDisposable
{
    private readonly TrainingSpec _spec;
    private readonly Dataset _dataset;
    private readonly TimeProvider _time;
    private readonly Action<object> _answer;
    private readonly Thread _thread;
    private readonly GradientComputer _computer;
    private readonly Queue<object> _requests = new();
    private readonly EventCount _submitted = new();
    private readonly List<(PartialGradient Buffer, long Step)> _buffers = [];
    private volatile bool _isCalled;
    private volatile bool _isDisposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="name">The thread's name; those of the team have numbers besides.</param>
    /// <param name="spec">What is trained.</param>
    /// <param name="dataset">The samples.</param>
    /// <param name="threads">Threads that compute, its own included.</param>
    /// <param name="time">The clock by which computation is measured.</param>
    /// <param name="answer">Takes each answer, on the engine's thread.</param>
    public SliceEngine(string name, TrainingSpec spec, Dataset dataset, int threads, TimeProvider time, Action<object> answer)
    {
        _spec = spec;
        _dataset = dataset;
        _time = time;
        _answer = answer;
        Team = new ThreadTeam(threads, name);
        try
        {
            _computer = new GradientComputer(spec, dataset.Train, Team);
            _thread = new Thread(Run) { Name = name, IsBackground = true };
            _thread.Start();
        }
        catch
        {
            Team.Dispose();
            throw;
        }
    }

    /// <summary>The threads that compute, its own included; for its own alone to run.</summary>
    public ThreadTeam Team { get; }

    /// <summary>Whether the caller is its own thread.</summary>
    public bool IsOnItsThread => Thread.CurrentThread == _thread;

    /// <summary>Whether its threads end.</summary>
    public bool IsDisposed => _isDisposed;

    /// <summary>Takes a <see cref="ComputeGradient"/>, an <see cref="EvaluateSlices"/> or a <see cref="ProveYourself"/>; requests are answered in order.</summary>
    public void Submit(object request)
    {
        lock (_requests)
            _requests.Enqueue(request);
        _submitted.Advance();
    }

    /// <summary>Calls for help, which it gives after the requests before; for one caller at a time.</summary>
    /// <returns>Whether it may come: it is not disposed of, and has taken up the call before.</returns>
    public bool Call(WaitingEngines.Help help)
    {
        if (_isDisposed || _isCalled)
            return false;
        _isCalled = true;
        Submit(help);
        return true;
    }

    /// <summary>Ends the threads after the request under way; what waits is not answered.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _submitted.Advance();
    }

    private void Run()
    {
        using var team = Team;
        for (var requests = 1L; ; requests++)
        {
            _submitted.Await(requests);
            if (_isDisposed)
                return;
            switch (Take())
            {
                case ComputeGradient compute:
                    _answer(Compute(compute));
                    break;
                case EvaluateSlices evaluate:
                    _answer(Evaluate(evaluate));
                    break;
                case ProveYourself prove:
                    _answer(Prove(prove));
                    break;
                case WaitingEngines.Help help:
                    _isCalled = false;
                    help.Join(team);
                    break;
                case var other:
                    throw new InvalidOperationException($"A slice engine cannot answer {other.GetType().Name}.");
            }
        }
    }

    private object Take()
    {
        lock (_requests)
            return _requests.Dequeue();
    }

    private object Compute(ComputeGradient request)
    {
        var started = _time.GetTimestamp();
        try
        {
            var result = TakeBuffer(request.Round.Step);
            _computer.Compute(request.Parameters, request.Round.Step, request.Slices, result);
            return new GradientComputed(request.Round, request.Slices, result, _time.GetElapsedTime(started));
        }
        catch (Exception error)
        {
            return new SlicesFailed(request.Round, request.Slices, error);
        }
    }

    private object Evaluate(EvaluateSlices request)
    {
        try
        {
            var (samples, first) = request.Round.Kind == RoundKind.Validation
                ? (_dataset.Train, _dataset.Train.Count - _spec.ValidationSamples)
                : (_dataset.Test, 0);
            var losses = new double[request.Slices.Count];
            var correct = _computer.Evaluate(request.Parameters, samples, first, request.Slices, losses);
            return new SlicesEvaluated(request.Round, request.Slices, losses, correct);
        }
        catch (Exception error)
        {
            return new SlicesFailed(request.Round, request.Slices, error);
        }
    }

    private object Prove(ProveYourself request)
    {
        try
        {
            return new Proved(request.RunId, Canary.Compute(_spec, _computer));
        }
        catch (Exception error)
        {
            return new WorkerFailed(error);
        }
    }

    /// <summary>
    /// A buffer that nobody reads any more: a request for a step says that all earlier steps are done.
    /// </summary>
    private PartialGradient TakeBuffer(long step)
    {
        for (var i = 0; i < _buffers.Count; i++)
        {
            if (_buffers[i].Step >= step)
                continue;
            _buffers[i] = (_buffers[i].Buffer, step);
            return _buffers[i].Buffer;
        }

        var buffer = new PartialGradient(_spec.Network.ParameterCount);
        _buffers.Add((buffer, step));
        return buffer;
    }
}
