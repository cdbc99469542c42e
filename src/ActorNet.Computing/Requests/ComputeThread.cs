using ActorNet.Coordination.Messages;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;

namespace ActorNet.Computing.Requests;

/// <summary>
/// The thread of a worker, or of several, with a team to help it, that answers requests in order. An actor's dispatcher must never compute: messages and
/// heartbeats would wait for arithmetic.
/// </summary>
/// <remarks>
/// The thread spins briefly before it parks: in a steady run the next step arrives within microseconds, and waking a parked thread takes
/// longer. An idle worker uses no processor time.
/// </remarks>
internal sealed class ComputeThread : IComputeThread
{
    private readonly Thread _thread;
    private readonly RequestHandler _handler;
    private readonly Queue<Request> _requests = new();
    private readonly EventCount _submitted = new();
    private volatile bool _isHelpRequested;
    private volatile bool _isDisposed;

    /// <summary>
    /// Starts <paramref name="threads"/> threads, this one included. Without <paramref name="createComputer"/> the built-in kernels compute
    /// on the team.
    /// </summary>
    public ComputeThread(
        string name, TrainingSpec spec, Dataset dataset, int threads, TimeProvider time,
        Func<TrainingSpec, SampleSet, IGradientComputer>? createComputer = null)
    {
        Team = new ThreadTeam(threads, name);
        try
        {
            var computer = createComputer?.Invoke(spec, dataset.Train) ?? new GradientComputer(spec, dataset.Train, Team);
            _handler = new RequestHandler(spec, dataset, computer, time);
            _thread = new Thread(Run) { Name = name, IsBackground = true };
            _thread.Start();
        }
        catch
        {
            Team.Dispose();
            throw;
        }
    }

    /// <summary>The compute threads; only this object's own thread may run the team.</summary>
    public ThreadTeam Team { get; }

    private readonly record struct Request(object Content, Action<object> Answer);

    public bool IsCurrentThread => Thread.CurrentThread == _thread;

    public bool IsDisposed => _isDisposed;

    public void Submit(object request, Action<object> answer)
    {
        lock (_requests)
            _requests.Enqueue(new Request(request, answer));
        _submitted.Advance();
    }

    /// <summary>Enqueues a help request behind the requests already queued. One caller at a time.</summary>
    /// <returns>False if the thread is disposed or has not yet picked up the previous help request.</returns>
    public bool TryRequestHelp(IdleWorkers.Helper help)
    {
        if (_isDisposed || _isHelpRequested)
            return false;
        _isHelpRequested = true;
        Submit(help, static _ => { });
        return true;
    }

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
            var (request, answer) = Take();
            if (request is IdleWorkers.Helper help)
            {
                _isHelpRequested = false;
                help.Join();
            }
            else
            {
                answer(_handler.Answer(request));
            }
        }
    }

    private Request Take()
    {
        lock (_requests)
            return _requests.Dequeue();
    }
}
