using ActorNet.Actors.Joining;
using ActorNet.Actors.Worker;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Simulation;

/// <summary>A worker's process: it joins, computes, and joins again when it has lost its session, as real ones do.</summary>
internal sealed class SimulatedWorker : SimulatedNode
{
    private readonly SimulatedCluster _cluster;
    private TimeSpan _sliceTime;
    private TimeSpan _busyUntil;
    private NodeFault.Wrong? _wrong;
    private int _process; // counts its processes

    public SimulatedWorker(SimulatedCluster cluster, string name) : base(cluster.Time)
    {
        (_cluster, Name) = (cluster, name);
        var drawn = cluster.Chances.SliceTime(); // in any case, so that all else that is drawn stays the same
        _sliceTime = cluster.Scenario.SliceTimes.GetValueOrDefault(name, drawn);
    }

    public string Name { get; }

    /// <summary>Null while it has none, or is dead.</summary>
    public WorkerSession? Session { get; private set; }

    public bool IsUp { get; private set; }

    /// <summary>Answers that a <see cref="Fault.ComputeWrongly"/> has changed.</summary>
    public int WrongAnswers { get; private set; }

    /// <summary>Starts the process, which joins.</summary>
    public void Start()
    {
        Crash();
        IsUp = true;
        Continue();
        _wrong = null;
        Join();
    }

    /// <summary>Ends the process at once; its links close.</summary>
    public void Crash()
    {
        _process++;
        IsUp = false;
        EndSession(WorkerExitReason.ProcessEnded);
    }

    public void Leave()
    {
        _process++;
        IsUp = false;
        EndSession(WorkerExitReason.WorkerLeft);
    }

    /// <summary>A session is lost at both ends, and the process joins again.</summary>
    public void LoseSession(WorkerSession session, WorkerExit exit)
    {
        if (Session != session)
            return;
        EndSession(exit);
        JoinAgain(session);
    }

    /// <summary>The session's coordinator is gone; the process looks for the next one.</summary>
    public void LoseCoordinator(WorkerSession session)
    {
        if (Session != session)
            return;
        session.End();
        Session = null;
        JoinAgain(session);
    }

    /// <summary>The coordinator has ended the session.</summary>
    public void OnEnded(WorkerSession session, WorkerExit exit)
    {
        if (Session != session)
            return;
        session.End();
        Session = null;
        if (!exit.IsRejection && exit.Reason != WorkerExitReason.RunCompleted)
            JoinAgain(session);
    }

    public void Slow(double factor) => _sliceTime *= factor;

    public void ComputeWrongly(NodeFault.Wrong wrong) => _wrong = wrong;

    public TimeSpan TimeFor(int slices) => slices * _sliceTime;

    /// <summary>Computes for a time, after the work before it, and then does something.</summary>
    public void Compute(TimeSpan duration, Action then)
    {
        var process = _process;
        _busyUntil = (_busyUntil > _cluster.Time.Now ? _busyUntil : _cluster.Time.Now) + duration;
        _cluster.Time.At(_busyUntil, () => WhenAwake(() =>
        {
            if (process == _process)
                then();
        }));
    }

    /// <summary>Flips a bit if the worker errs this time.</summary>
    public void Falsify(float[] numbers, bool isAdding)
    {
        if (_wrong is not { } wrong || wrong.IsInAdding != isAdding || numbers.Length == 0 || !_cluster.Chances.With(wrong.Share))
            return;
        WrongAnswers++;
        Payload.FlipBit([numbers], _cluster.Chances.Next(int.MaxValue));
    }

    /// <summary>A worker that was admitted asks at once; one that was turned away before would be turned away again.</summary>
    private void JoinAgain(WorkerSession lost) =>
        _cluster.Time.After(lost.WasAdmitted ? _cluster.Chances.Latency() : WorkerNodeActor.RetryInterval, JoinIn(_process));

    private Action JoinIn(int process) => () => WhenAwake(() =>
    {
        if (process == _process && Session is null)
            Join();
    });

    private void Join()
    {
        if (!_cluster.Coordinator.IsUp || _cluster.Network.IsCut(Name, Scenario.Coordinator) || _cluster.Network.IsCut(Scenario.Coordinator, Name))
        {
            _cluster.Time.After(WorkerNodeActor.RetryInterval, JoinIn(_process));
            return;
        }

        _busyUntil = _cluster.Time.Now; // a session has a compute thread of its own
        var computer = _cluster.Scenario.CreateComputer?.Invoke(Name, _cluster.Training.Computer);
        var session = Session = new WorkerSession(_cluster, this, _cluster.Training.CreateHandler(_cluster.Time, computer));
        session.Start();
        _cluster.Time.After(WorkerProxyActor.ResponseTimeout, () =>
        {
            if (!session.HasComputedCanary)
                LoseSession(session, WorkerExitReason.CanaryNotComputed);
        });
    }

    private void EndSession(WorkerExit exit)
    {
        if (Session is not { } session)
            return;
        Session = null;
        session.End();
        session.ReportLost(exit);
    }
}
