using System.Runtime.ExceptionServices;
using ActorNet.Learning.Threading;

namespace ActorNet.Computing.Requests;

/// <summary>
/// The process's compute threads as the team that takes the optimizer step. While gradients are summed and weights updated, the workers
/// only wait for the new weights; so they help, with all their threads but never more than <c>processors</c> in total. Part of the weights
/// is then already in their caches, and they are awake when the next request arrives. A thread that arrives after the last part is taken
/// does nothing; the step does not wait for it.
/// </summary>
/// <remarks>One caller at a time, on a compute thread or any other.</remarks>
internal sealed class IdleWorkers(int processors) : ITeam
{
    private readonly Lock _joining = new();
    private readonly StepHelp _help = new();
    private ComputeThread[] _threads = [];

    /// <summary>Lets a compute thread help until it is disposed.</summary>
    public ComputeThread Add(ComputeThread thread)
    {
        lock (_joining)
            _threads = [.. _threads.Where(other => !other.IsDisposed), thread];
        return thread;
    }

    public void Run(ITeamTask task)
    {
        var threads = Volatile.Read(ref _threads);
        var current = Array.Find(threads, thread => thread.IsCurrentThread);
        var team = current?.Team ?? ThreadTeam.CallerOnly;
        var members = team.Members;
        _help.Begin(task);
        try
        {
            foreach (var thread in threads)
            {
                if (thread != current && members + thread.Team.Members <= processors && thread.TryRequestHelp(_help))
                    members += thread.Team.Members;
            }

            _help.Join(team);
        }
        finally
        {
            _help.End();
        }
    }

    /// <summary>
    /// A help request, handled in the order of a thread's other requests. A thread that arrives after <see cref="End"/> does nothing.
    /// </summary>
    public sealed class StepHelp : ITeamTask
    {
        private ITeamTask? _task;
        private ExceptionDispatchInfo? _error;
        private int _members;
        private int _present;
        private volatile bool _isOpen;

        public void Begin(ITeamTask task)
        {
            if (_task is not null)
                throw new InvalidOperationException("A team does one task at a time.");
            (_task, _error, _members) = (task, null, 0);
            _isOpen = true;
        }

        public void Join(ThreadTeam team)
        {
            // Join increments _present before it reads _isOpen; End clears _isOpen before it reads _present. One of them sees the other.
            Interlocked.Increment(ref _present);
            try
            {
                if (_isOpen)
                    team.Run(this);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(error), null);
            }
            finally
            {
                Interlocked.Decrement(ref _present);
            }
        }

        /// <summary>Closes the task to newcomers and waits for the threads that joined.</summary>
        public void End()
        {
            _isOpen = false;
            Interlocked.MemoryBarrier();
            for (var spin = default(SpinWait); Volatile.Read(ref _present) > 0;)
                spin.SpinOnce(sleep1Threshold: -1);
            _task = null;
            _error?.Throw();
        }

        void ITeamTask.Run(int member, int members) => _task!.Run(Interlocked.Increment(ref _members) - 1, int.MaxValue);
    }
}
