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
    private Helper[] _helpers = [];

    /// <summary>Lets a compute thread help until it is disposed.</summary>
    public ComputeThread Add(ComputeThread thread)
    {
        lock (_joining)
        {
            var helpers = new List<Helper>();
            foreach (var other in _helpers.Select(helper => helper.Thread).Where(other => !other.IsDisposed).Append(thread))
                helpers.Add(new Helper(_help, other, helpers.Count == 0 ? 0 : helpers[^1].End));

            _helpers = [.. helpers];
        }

        return thread;
    }

    public void Run(ITeamTask task)
    {
        var helpers = Volatile.Read(ref _helpers);
        var caller = Array.Find(helpers, helper => helper.Thread.IsCurrentThread);
        var members = caller?.Thread.Team.Members ?? 1;
        _help.Begin(task, parts: Math.Clamp(helpers.Length == 0 ? 1 : helpers[^1].End, 1, processors));
        try
        {
            foreach (var helper in helpers)
            {
                var team = helper.Thread.Team;
                if (helper != caller && members + team.Members <= processors && helper.Thread.TryRequestHelp(helper))
                    members += team.Members;
            }

            if (caller is not null)
                caller.Join();
            else
                _help.Join(ThreadTeam.CallerOnly, _help);
        }
        finally
        {
            _help.End();
        }
    }

    /// <summary>A compute thread and its team, as members of this one; a help request, handled in the order of the other requests.</summary>
    /// <param name="help">The task they help with.</param>
    /// <param name="thread">The compute thread.</param>
    /// <param name="first">The number of its first member.</param>
    public sealed class Helper(StepHelp help, ComputeThread thread, int first) : ITeamTask
    {
        public ComputeThread Thread => thread;

        /// <summary>The number behind its last member.</summary>
        public int End => first + thread.Team.Members;

        public void Join() => help.Join(thread.Team, this);

        void ITeamTask.Run(int member, int members) => help.Run(first + member);
    }

    /// <summary>A step that threads can join until <see cref="End"/>; one that arrives later does nothing.</summary>
    public sealed class StepHelp : ITeamTask
    {
        private ITeamTask? _task;
        private ExceptionDispatchInfo? _error;
        private int _parts; // into which the members divide the task
        private int _present;
        private volatile bool _isOpen;

        public void Begin(ITeamTask task, int parts)
        {
            if (_task is not null)
                throw new InvalidOperationException("A team does one task at a time.");
            (_task, _error, _parts) = (task, null, parts);
            _isOpen = true;
        }

        public void Join(ThreadTeam team, ITeamTask part)
        {
            // Join increments _present before it reads _isOpen; End clears _isOpen before it reads _present. One of them sees the other.
            Interlocked.Increment(ref _present);
            try
            {
                if (_isOpen)
                    team.Run(part);
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

        /// <summary>Runs the task as one of its members.</summary>
        public void Run(int member) => _task!.Run(member, _parts);

        void ITeamTask.Run(int member, int members) => Run(member);
    }
}
