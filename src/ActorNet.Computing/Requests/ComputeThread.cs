using ActorNet.Coordination.Messages;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;

namespace ActorNet.Computing.Requests;

/// <summary>
/// The computing side of a worker: a thread of its own that takes requests and gives answers, with a team of further threads to
/// help it. An actor's dispatcher must never compute, or messages and heartbeats would wait for arithmetic.
/// </summary>
/// <remarks>
/// Waiting for the next request is a short spin and then a park: in a steady run the next step comes within microseconds,
/// and waking a parked thread takes longer than that; an idle worker costs nothing.
/// </remarks>
internal sealed class ComputeThread : IDisposable
{
    private readonly Action<object> _answer;
    private readonly Thread _thread;
    private readonly RequestHandler _computer;
    private readonly Queue<object> _requests = new();
    private readonly EventCount _submitted = new();
    private volatile bool _isCalled;
    private volatile bool _isDisposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="name">The thread's name; those of the team have numbers besides.</param>
    /// <param name="spec">What is trained.</param>
    /// <param name="dataset">The samples.</param>
    /// <param name="threads">Threads that compute, its own included.</param>
    /// <param name="time">The clock by which computation is measured.</param>
    /// <param name="answer">Takes each answer, on the engine's thread.</param>
    /// <param name="createComputer">Creates what computes; null for the built-in kernels on the team.</param>
    public ComputeThread(
        string name, TrainingSpec spec, Dataset dataset, int threads, TimeProvider time, Action<object> answer,
        Func<TrainingSpec, SampleSet, IGradientComputer>? createComputer = null)
    {
        _answer = answer;
        Team = new ThreadTeam(threads, name);
        try
        {
            _computer = new RequestHandler(spec, dataset, createComputer?.Invoke(spec, dataset.Train) ?? new GradientComputer(spec, dataset.Train, Team), time);
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

    /// <summary>Takes a <see cref="ComputeGradient"/>, an <see cref="EvaluateSlices"/> or a <see cref="ComputeCanary"/>; requests are answered in order.</summary>
    public void Submit(object request)
    {
        lock (_requests)
            _requests.Enqueue(request);
        _submitted.Advance();
    }

    /// <summary>Calls for help, which it gives after the requests before; for one caller at a time.</summary>
    /// <returns>Whether it may come: it is not disposed of, and has taken up the call before.</returns>
    public bool Call(IdleWorkers.StepHelp help)
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
                    _answer(_computer.Answer(compute));
                    break;
                case EvaluateSlices evaluate:
                    _answer(_computer.Answer(evaluate));
                    break;
                case ComputeCanary prove:
                    _answer(_computer.Answer(prove));
                    break;
                case IdleWorkers.StepHelp help:
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
}
