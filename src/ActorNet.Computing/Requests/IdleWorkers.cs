using System.Runtime.ExceptionServices;
using ActorNet.Learning.Threading;

namespace ActorNet.Computing.Requests;

/// <summary>
/// The slice engines of a process as a team for the step: while the gradients of all are added up and the weights updated, engines
/// have nothing to do but to wait for the new weights, so they help, with all their threads but no more in all than there are processors. Each then
/// has part of the weights in its own caches, and is awake when the request comes. Nobody waits for an engine whose own thread has not come by
/// the time no part is left: it finds nothing to do when it comes.
/// </summary>
/// <remarks>For one caller at a time, an engine's own thread or any other.</remarks>
internal sealed class IdleWorkers(int processors) : ITeam
{
    private readonly Lock _joining = new();
    private readonly StepHelp _help = new();
    private ComputeThread[] _engines = [];

    /// <summary>Lets an engine help from now on, until it is disposed of.</summary>
    /// <returns>The engine.</returns>
    public ComputeThread Add(ComputeThread engine)
    {
        lock (_joining)
            _engines = [.. _engines.Where(other => !other.IsDisposed), engine];
        return engine;
    }

    /// <inheritdoc/>
    public void Run(ITeamTask task)
    {
        var engines = Volatile.Read(ref _engines);
        var own = Array.Find(engines, engine => engine.IsOnItsThread);
        var team = own?.Team ?? ThreadTeam.CallerOnly;
        var members = team.Members;
        _help.Begin(task);
        try
        {
            foreach (var engine in engines)
            {
                if (engine != own && members + engine.Team.Members <= processors && engine.Call(_help))
                    members += engine.Team.Members;
            }

            _help.Join(team);
        }
        finally
        {
            _help.End();
        }
    }

    /// <summary>A call for help, which engines answer in the order of their requests; those for whom it is too late do nothing.</summary>
    public sealed class StepHelp : ITeamTask
    {
        private ITeamTask? _task;
        private ExceptionDispatchInfo? _error;
        private int _members;
        private int _present;
        private volatile bool _isOpen;

        /// <summary>Opens the task to whoever comes.</summary>
        public void Begin(ITeamTask task)
        {
            if (_task is not null)
                throw new InvalidOperationException("A team does one task at a time.");
            (_task, _error, _members) = (task, null, 0);
            _isOpen = true;
        }

        /// <summary>Does a part with <paramref name="team"/>, if it is not too late.</summary>
        public void Join(ThreadTeam team)
        {
            // Who comes says so first and looks then; who closes closes first and looks then: one of them sees the other.
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

        /// <summary>Lets nobody come any more, and awaits those who are there.</summary>
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
