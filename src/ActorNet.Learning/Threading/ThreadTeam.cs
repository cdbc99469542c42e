using System.Runtime.ExceptionServices;

namespace ActorNet.Learning.Threading;

/// <summary>
/// A fixed number of threads that do one task together: whoever calls <see cref="Run"/> is member 0, the others are the team's own.
/// A team of one is a plain call. Between tasks the members spin for some 300 microseconds and then park; nothing is allocated.
/// </summary>
/// <remarks>For one caller at a time; callers may change where one hands over to the next, as actors on a dispatcher do.</remarks>
internal sealed class ThreadTeam : ITeam, IDisposable
{
    private readonly Thread?[] _threads;
    private readonly Exception?[] _errors;
    private readonly EventCount _begun;
    private readonly EventCount _ended;
    private ITeamTask? _task;
    private long _runs;
    private int _working;
    private volatile bool _hasFailed;
    private volatile bool _isDisposed;

    /// <summary>A team of <paramref name="members"/>, at least 1, and starts all threads but the caller's.</summary>
    /// <param name="members">Its members, the caller included.</param>
    /// <param name="name">What its threads are called, followed by their numbers.</param>
    public ThreadTeam(int members, string name = "team") : this(members, name, EventCount.DefaultSpins) { }

    internal ThreadTeam(int members, string name, int spins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(members, 1);
        (_begun, _ended) = (new EventCount(spins), new EventCount(spins));
        _errors = new Exception?[members];
        _threads = new Thread?[members - 1];
        try
        {
            for (var i = 0; i < _threads.Length; i++)
            {
                var member = i + 1;
                var thread = new Thread(() => Serve(member)) { Name = $"{name}-{member}", IsBackground = true };
                thread.Start();
                _threads[i] = thread;
            }
        }
        catch
        {
            // The system has no more threads; those that were started wait for a task that will not come.
            Dispose();
            throw;
        }
    }

    /// <summary>The caller alone: has no threads, and may be used by everybody at once.</summary>
    public static ThreadTeam Alone { get; } = new(1);

    /// <summary>The number of members, the caller included.</summary>
    public int Members => _errors.Length;

    /// <summary>Members that wait for a task and have parked.</summary>
    internal int ParkedMembers => _begun.Parked;

    /// <summary>The team's own threads that have not ended.</summary>
    internal int LivingThreads => _threads.Count(thread => thread is { IsAlive: true });

    /// <inheritdoc/>
    /// <remarks>Every member comes. Of several exceptions that of the lowest number is thrown; the team can be used again.</remarks>
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
        _working = Members;
        _begun.Advance();
        RunPart(0);
        _ended.Await(++_runs);
        _task = null;
        if (_hasFailed)
            ThrowFirst();
    }

    /// <summary>Ends the team's threads, and returns when they have ended. Not to be called while a task is done.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _begun.Advance();
        foreach (var thread in _threads)
            thread?.Join();
    }

    private void Serve(int member)
    {
        for (var run = 1L; ; run++)
        {
            _begun.Await(run);
            if (_isDisposed)
                return;
            RunPart(member);
        }
    }

    private void RunPart(int member)
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

        if (Interlocked.Decrement(ref _working) == 0)
            _ended.Advance();
    }

    private void ThrowFirst()
    {
        var first = _errors.First(error => error is not null)!;
        Array.Clear(_errors);
        _hasFailed = false;
        ExceptionDispatchInfo.Throw(first);
    }
}
