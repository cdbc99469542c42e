namespace ActorNet.Interleavings.Scheduling;

/// <summary>
/// Runs threads one at a time and decides at every operation between them who goes on, from a seed. A thread that waits for another is not
/// chosen; when all wait, they wait for ever, and the run has failed.
/// </summary>
internal sealed class Scheduler(int seed)
{
    /// <summary>Above it threads only wait for each other in turns.</summary>
    private const int MaxPoints = 200_000;

    private static readonly TimeSpan RealTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Waits up to this long may end at any time; longer ones only when all threads wait.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(1);

    [ThreadStatic]
    private static Controlled? _self;

    private static string? _broken;

    private readonly Random _random = new(seed);
    private readonly List<Controlled> _threads = [];
    private readonly Dictionary<object, MonitorState> _monitors = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<WaitHandle> _set = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _error;
    private int _points;

    /// <summary>The scheduler of the calling thread; null if none decides about it, or its run is over.</summary>
    public static Scheduler? OfThisThread => _self?.Scheduler is { _error: null } scheduler ? scheduler : null;

    private sealed class Controlled(Scheduler scheduler)
    {
        public Scheduler Scheduler => scheduler;

        public SemaphoreSlim Turn { get; } = new(0);

        /// <summary>Null while it can go on.</summary>
        public Func<bool>? WaitsFor { get; set; }

        /// <summary>Whether it goes on when nobody else can, since it waits for a limited time only.</summary>
        public Func<bool>? TimesOut { get; set; }

        /// <summary>What its lock statements have entered.</summary>
        public Stack<object?> Scopes { get; } = [];

        public bool HasEnded { get; set; }

        public Thread? Thread { get; set; }
    }

    private sealed class MonitorState
    {
        public Controlled? Owner { get; set; }

        public int Entered { get; set; }

        public HashSet<Controlled> Sleeping { get; } = [];
    }

    /// <summary>Whether the operation at a place is broken in this run.</summary>
    public static bool IsBroken(string place) => _broken == place && OfThisThread is not null;

    /// <summary>Runs bodies as threads, for many seeds.</summary>
    /// <param name="runs">The number of seeds, from 0.</param>
    /// <param name="create">Creates the bodies of a run, and what is checked after it.</param>
    /// <param name="broken">The place of an operation that does not do what it should, to see that it is found; null for none.</param>
    /// <returns>The first error, with its seed; null if there was none.</returns>
    public static string? Explore(int runs, Func<(Action[] Bodies, Action Check)> create, string? broken = null)
    {
        _broken = broken;
        try
        {
            for (var seed = 0; seed < runs; seed++)
            {
                var (bodies, check) = create();
                try
                {
                    new Scheduler(seed).Run(bodies);
                    check();
                }
                catch (Exception error)
                {
                    return $"Seed {seed}: {error.Message}";
                }
            }

            return null;
        }
        finally
        {
            _broken = null;
        }
    }

    /// <summary>Another thread may go on.</summary>
    public void Point()
    {
        if (++_points > MaxPoints)
            Fail("The threads only wait for each other.");
        Switch();
    }

    public Thread Create(ThreadStart body)
    {
        var controlled = new Controlled(this);
        var thread = new Thread(() => Run(controlled, () => body())) { IsBackground = true };
        controlled.Thread = thread;
        controlled.WaitsFor = () => false; // until it is started
        _threads.Add(controlled);
        return thread;
    }

    public void Start(Thread thread)
    {
        Of(thread).WaitsFor = null;
        thread.Start();
        Point();
    }

    public void Join(Thread thread) => Block(() => Of(thread).HasEnded);

    public void Enter(object monitor)
    {
        var (state, self) = (StateOf(monitor), _self!);
        Block(() => state.Owner is null || state.Owner == self);
        (state.Owner, state.Entered) = (self, state.Entered + 1);
    }

    public void Exit(object monitor)
    {
        var state = StateOf(monitor);
        if (state.Owner == _self && --state.Entered == 0)
            state.Owner = null;
        Point();
    }

    /// <summary>Enters what a lock statement locks; null for one that is broken.</summary>
    public void EnterScope(object? gate)
    {
        if (gate is not null)
            Enter(gate);
        _self!.Scopes.Push(gate);
    }

    public void ExitScope()
    {
        if (_self!.Scopes.Pop() is { } gate)
            Exit(gate);
    }

    /// <returns>Whether it was woken, and not too late.</returns>
    public bool Wait(object monitor, TimeSpan timeout)
    {
        var (state, self) = (StateOf(monitor), _self!);
        var entered = state.Entered;
        (state.Owner, state.Entered) = (null, 0);
        state.Sleeping.Add(self);
        var (isLimited, isShort) = (timeout != Timeout.InfiniteTimeSpan, timeout != Timeout.InfiniteTimeSpan && timeout <= ShortWait);
        self.TimesOut = isLimited ? () => state.Owner is null : null;
        Block(() => (isShort || !state.Sleeping.Contains(self)) && state.Owner is null);
        self.TimesOut = null;
        (state.Owner, state.Entered) = (self, entered);
        return !state.Sleeping.Remove(self);
    }

    public void Set(WaitHandle handle)
    {
        _set.Add(handle);
        Point();
    }

    /// <summary>Of an event that resets itself.</summary>
    public void WaitOne(WaitHandle handle)
    {
        Block(() => _set.Contains(handle));
        _set.Remove(handle);
    }

    public void PulseAll(object monitor)
    {
        StateOf(monitor).Sleeping.Clear();
        Point();
    }

    private void Run(Action[] bodies)
    {
        foreach (var body in bodies)
        {
            var controlled = new Controlled(this);
            controlled.Thread = new Thread(() => Run(controlled, body)) { IsBackground = true };
            _threads.Add(controlled);
        }

        foreach (var controlled in _threads.ToList())
            controlled.Thread!.Start();
        Choose()!.Turn.Release();
        if (!_ended.Task.Wait(RealTimeout))
            throw new TimeoutException("The threads are not over in time; one may wait for something that the scheduler does not see.");
        if (_error is { } error)
            throw error;
    }

    private void Run(Controlled self, Action body)
    {
        _self = self;
        self.Turn.Wait();
        try
        {
            if (_error is null)
                body();
        }
        catch (Exception error)
        {
            _error ??= error;
        }

        self.HasEnded = true;
        if (_error is not null)
            EndAll();
        else if (_threads.TrueForAll(thread => thread.HasEnded))
            _ended.TrySetResult();
        else if (Choose() is { } next)
            next.Turn.Release();
        else
            FailAll("The threads wait for each other for ever.");
    }

    /// <summary>Waits until a condition holds, which other threads bring about.</summary>
    private void Block(Func<bool> condition)
    {
        _self!.WaitsFor = condition;
        Switch();
        _self.WaitsFor = null;
    }

    private void Switch()
    {
        var self = _self!;
        if (Choose() is not { } next)
        {
            Fail("The threads wait for each other for ever.");
            return;
        }

        if (next == self)
            return;
        next.Turn.Release();
        self.Turn.Wait();
        if (_error is not null)
            throw new OperationCanceledException("The run has failed.");
    }

    /// <summary>A thread that can go on; null for none.</summary>
    private Controlled? Choose()
    {
        var ready = _threads.FindAll(thread => !thread.HasEnded && thread.WaitsFor?.Invoke() != false);
        if (ready.Count == 0)
            ready = _threads.FindAll(thread => !thread.HasEnded && thread.TimesOut?.Invoke() == true);
        return ready.Count == 0 ? null : ready[_random.Next(ready.Count)];
    }

    private void Fail(string what)
    {
        FailAll(what);
        throw new OperationCanceledException(what);
    }

    private void FailAll(string what)
    {
        _error ??= new InvalidOperationException(what);
        EndAll();
    }

    /// <summary>Lets all threads go, which throw or do what they do without a scheduler.</summary>
    private void EndAll()
    {
        foreach (var thread in _threads)
            thread.Turn.Release();
        _ended.TrySetResult();
    }

    private Controlled Of(Thread thread) => _threads.First(controlled => controlled.Thread == thread);

    private MonitorState StateOf(object monitor) =>
        _monitors.TryGetValue(monitor, out var state) ? state : _monitors[monitor] = new MonitorState();
}
