using System.Runtime.ExceptionServices;

namespace ActorNet.Learning.Threading;

/// <summary>
/// A fixed number of threads that run one task together: the caller of <see cref="Run"/> is member 0, the team owns the other threads. A
/// team of one is a plain call. Between tasks the threads spin for about 300 microseconds and then park. Allocates nothing per task.
/// </summary>
/// <remarks>
/// For one caller at a time; the calling thread may change from call to call if each call happens after the one before, as with actors on
/// a dispatcher.
/// </remarks>
internal sealed class ThreadTeam : ITeam, IDisposable
{
    private readonly Thread?[] _threads;
    private readonly Exception?[] _errors;
    private readonly EventCount _started;
    private readonly EventCount _finished;
    private ITeamTask? _task;
    private long _runs;
    private int _running;
    private volatile bool _hasFailed;
    private volatile bool _isDisposed;

    /// <summary>Creates a team of <paramref name="members"/>, at least 1, and starts its threads.</summary>
    /// <param name="members">Includes the caller.</param>
    /// <param name="name">Prefix of the thread names; the member number follows.</param>
    public ThreadTeam(int members, string name = "team") : this(members, name, EventCount.DefaultSpins) { }

    internal ThreadTeam(int members, string name, int spins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(members, 1);
        (_started, _finished) = (new EventCount(spins), new EventCount(spins));
        _errors = new Exception?[members];
        _threads = new Thread?[members - 1];
        try
        {
            for (var i = 0; i < _threads.Length; i++)
            {
                var member = i + 1;
                var thread = new Thread(() => RunThread(member)) { Name = $"{name}-{member}", IsBackground = true };
                thread.Start();
                _threads[i] = thread;
            }
        }
        catch
        {
            // The system has no more threads; the started ones wait for a task that will not come.
            Dispose();
            throw;
        }
    }

    /// <summary>The caller alone. Has no threads and is safe for concurrent use.</summary>
    public static ThreadTeam CallerOnly { get; } = new(1);

    public int Members => _errors.Length;

    /// <summary>Members that are parked, waiting for a task.</summary>
    internal int ParkedMembers => _started.ParkedThreads;

    internal int AliveThreads => _threads.Count(thread => thread is { IsAlive: true });

    /// <remarks>Every member takes part. Of several exceptions the one of the lowest member is thrown; the team stays usable.</remarks>
    public void Run(ITeamTask task)
    {
        if (Members == 1)
        {
            task.Run(0, 1);
            return;
        }

        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_task is not null)
            throw new InvalidOperationException("A team does one task at a time.");
        _task = task;
        _running = Members;
        _started.Advance();
        RunMember(0);
        _finished.Await(++_runs);
        _task = null;
        if (_hasFailed)
            ThrowFirst();
    }

    /// <summary>Stops the threads and waits for them. Must not be called while a task runs.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _started.Advance();
        foreach (var thread in _threads)
            thread?.Join();
    }

    private void RunThread(int member)
    {
        for (var run = 1L; ; run++)
        {
            _started.Await(run);
            if (_isDisposed)
                return;
            RunMember(member);
        }
    }

    private void RunMember(int member)
    {
        try
        {
            _task!.Run(member, Members);
        }
        catch (Exception error)
        {
            _errors[member] = error;
            _hasFailed = true;
        }

        if (Interlocked.Decrement(ref _running) == 0)
            _finished.Advance();
    }

    private void ThrowFirst()
    {
        var first = _errors.First(error => error is not null)!;
        Array.Clear(_errors);
        _hasFailed = false;
        ExceptionDispatchInfo.Throw(first);
    }
}
