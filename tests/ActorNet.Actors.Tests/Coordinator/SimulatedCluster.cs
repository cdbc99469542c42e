using ActorNet.Actors.Coordinator;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Scheduling;
using ActorNet.Coordination.Training;
using ActorNet.Coordination.Verification;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Actors.Tests.Coordinator;

/// <summary>
/// A whole run on one thread and in virtual time: the real coordinator, with workers that join, leave, die, hang and come back as the seed
/// determines.
/// </summary>
internal sealed class SimulatedCluster
{
    /// <summary>Its dispatcher runs the coordinator on the sender's thread.</summary>
    public const string Configuration = """
        akka.loglevel = OFF
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        simulated-dispatcher {
          type = Dispatcher
          executor = "ActorNet.Actors.Dispatch.CallingThreadExecutorConfigurator, ActorNet.Actors"
          throughput = 100
        }
        """;

    private const double Tick = 0.02;

    private readonly FakeTimeProvider _time = new();
    private readonly PriorityQueue<Action, (double At, long Order)> _future = new();
    private readonly SeededRandom _random;
    private readonly ActorSystem _system;
    private readonly TestActorRef<CoordinatorActor> _coordinator;
    private readonly List<SimulatedWorker> _workers = [];
    private readonly Dictionary<int, SimulatedWorker> _accepted = [];
    private readonly HashSet<(int, int)> _cuts = [];
    private long _order;
    private Exception? _error;
    private TrainingResult? _result;

    public SimulatedCluster(ActorSystem system, uint seed, TrainingSpec spec, Dataset data, ClusterPolicy policy)
    {
        (_system, Spec, Data) = (system, spec, data);
        _random = new SeededRandom(17, RandomPurpose.Generation, seed);
        Computer = new GradientComputer(spec, data.Train);
        CanarySha256 = Canary.Compute(spec, Computer);
        var options = new TrainerOptions { RunId = "run", Time = _time, Checkpoint = Checkpoints.Add, CheckpointEverySteps = 3 };
        var settings = new CoordinatorSettings(
            spec, data, new TrainingSession(spec, data), options, Events.Add, result => _result = result, error => _error ??= error)
        {
            Cluster = policy,
        };
        // Starts synchronously; an ordinary actor is started on its guardian's thread.
        _coordinator = new TestActorRef<CoordinatorActor>(
            system, Props.Create(() => new CoordinatorActor(settings)).WithDispatcher("simulated-dispatcher"));
    }

    public IActorRefProvider Provider => ((ExtendedActorSystem)_system).Provider;

    public IActorRef Coordinator => _coordinator;

    /// <summary>Set when the run is over.</summary>
    public RoundCounters Counters { get; private set; }

    public TrainingSpec Spec { get; }

    public Dataset Data { get; }

    public GradientComputer Computer { get; }

    public string CanarySha256 { get; }

    public List<TrainingEvent> Events { get; } = [];

    public List<TrainingState> Checkpoints { get; } = [];

    /// <summary>Names of the workers that have given a wrong answer.</summary>
    public IEnumerable<string> FaultyWorkers => _workers.Where(worker => worker.WrongAnswers > 0).Select(worker => worker.Name).Distinct();

    /// <summary>Seconds since the start.</summary>
    public double Now { get; private set; }

    public int Next(int bound) => _random.NextInt(bound);

    public bool Chance(float probability) => _random.NextFloat() < probability;

    public double Uniform(double min, double max) => min + _random.NextFloat() * (max - min);

    /// <summary>Schedules an action.</summary>
    public void At(double time, Action action) => _future.Enqueue(action, (time, _order++));

    public SimulatedWorker Start(
        string name, double faultyFrom = double.PositiveInfinity, float faultRate = 1, bool hasPeers = false, bool isFaultyInAdding = false)
    {
        var worker = new SimulatedWorker(this, name, _workers.Count, slowness: Math.Pow(10, Uniform(-3, -1)))
        {
            IsFaultyFrom = faultyFrom,
            FaultRate = faultRate,
            HasPeers = hasPeers,
            IsFaultyInAdding = isFaultyInAdding,
        };
        _workers.Add(worker);
        Coordinator.Tell(new RegisterWorker(name), worker);
        return worker;
    }

    /// <summary>The coordinator has accepted a worker.</summary>
    /// <returns>Its number in the run.</returns>
    public int Accept(SimulatedWorker worker)
    {
        _accepted.Add(_accepted.Count, worker);
        return _accepted.Count - 1;
    }

    /// <summary>A worker's side of exchanges; null if it is gone.</summary>
    public SimulatedPeer? PeerOf(int number) => _accepted.GetValueOrDefault(number) is { IsGone: false } worker ? worker.Peer : null;

    /// <summary>Opens a link between two workers, unless something is between them.</summary>
    public void Connect(SimulatedWorker from, int to)
    {
        if (PeerOf(to) is not { } peer || IsCut(from.Number, to) || IsCut(to, from.Number))
        {
            from.After(0.01, () => new PeerLost("run", 1, to, "no connection"));
            return;
        }

        from.Peer.SetLink(to, isOpen: true);
        peer.SetLink(from.Number, isOpen: true);
    }

    /// <summary>Frames from one worker to another are lost from now on, or no longer.</summary>
    public void SetCut(int from, int to, bool isCut)
    {
        if (isCut)
            _cuts.Add((from, to));
        else
            _cuts.Remove((from, to));
    }

    public bool IsCut(int from, int to) => _cuts.Contains((from, to));

    /// <summary>The link between two workers breaks, and both notice.</summary>
    public void BreakLink(int one, int other)
    {
        PeerOf(one)?.SetLink(other, isOpen: false);
        PeerOf(other)?.SetLink(one, isOpen: false);
    }

    /// <summary>The number of workers that were ever accepted.</summary>
    public int AcceptedCount => _accepted.Count;

    public void FlipBit(float[] numbers)
    {
        ref var number = ref numbers[Next(numbers.Length)];
        number = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(number) ^ (1 << Next(24)));
    }

    /// <summary>A worker's process or link dies.</summary>
    public void Crash(SimulatedWorker worker)
    {
        if (worker.IsGone)
            return;
        worker.Stop();
        ((IInternalActorRef)_coordinator).SendSystemMessage(new DeathWatchNotification(worker, existenceConfirmed: true, addressTerminated: false));
    }

    public void Leave(SimulatedWorker worker)
    {
        if (!worker.IsGone)
            Coordinator.Tell(new WorkerLost(worker.Name, new WorkerExit(WorkerExitReason.WorkerLeft)), worker);
    }

    /// <summary>Runs to the end of the training.</summary>
    public TrainingResult Run(double maxSeconds)
    {
        for (var nextTick = Tick; _result is null; )
        {
            if (_error is not null)
                throw new InvalidOperationException("The run failed.", _error);
            if (Now > maxSeconds)
                throw new TimeoutException($"The run is not over after {Now} s; last events: {string.Join("; ", Events.TakeLast(8))}");
            if (_future.TryPeek(out var action, out var key) && key.At < nextTick)
            {
                _future.Dequeue();
                AdvanceTo(Math.Max(key.At, Now));
                action();
                continue;
            }

            AdvanceTo(nextTick);
            nextTick += Tick;
            Coordinator.Tell(CoordinatorActor.CheckDeadlines.Instance);
        }

        Counters = _coordinator.UnderlyingActor.Counters;
        ((IInternalActorRef)_coordinator).Stop();
        return _result;
    }

    private void AdvanceTo(double now)
    {
        _time.Advance(TimeSpan.FromSeconds(now - Now));
        Now = now;
    }
}
