using ActorNet.Computing.Requests;
using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;

namespace ActorNet.Computing.Tests.Requests;

public sealed class IdleWorkersTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Dataset _data = SmallData.Blobs();
    private readonly TrainingSpec _spec = SmallData.Spec(batch: 64);
    private readonly List<ComputeThread> _engines = [];

    public void Dispose() => _engines.ForEach(engine => engine.Dispose());

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public void Every_part_is_done_once_task_after_task(int engines, int threads)
    {
        var team = Team(engines, threads);
        var task = new Parts(50);
        for (var run = 1; run <= 2_000; run++)
        {
            task.Begin();
            team.Run(task);
            Assert.All(task.Done, done => Assert.Equal(run, done));
        }
    }

    [Fact]
    public void Waiting_engines_come()
    {
        using var everybody = new CountdownEvent(3);
        Team(engines: 2).Run(new Work(_ =>
        {
            everybody.Signal();
            Assert.True(everybody.Wait(Deadline), "Nobody came to help.");
        }));
    }

    [Fact]
    public void All_threads_of_an_engine_come()
    {
        using var everybody = new CountdownEvent(1 + 3);
        Team(engines: 1, threads: 3).Run(new Work(_ =>
        {
            everybody.Signal();
            Assert.True(everybody.Wait(Deadline), "Not all threads came.");
        }));
    }

    /// <summary>As the coordinator does, which takes the step on the thread of the worker that brings the last gradient.</summary>
    [Fact]
    public async Task Engine_that_is_the_caller_brings_its_own_threads()
    {
        var team = new IdleWorkers(processors: 8);
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var everybody = new CountdownEvent(2);
        var engine = Engine(threads: 2, _ =>
        {
            team.Run(new Work(_ =>
            {
                everybody.Signal();
                Assert.True(everybody.Wait(Deadline), "Its second thread did not come.");
            }));
            came.SetResult();
        });
        team.Add(engine);
        engine.Submit(Request());
        await came.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Nobody_waits_for_an_engine_that_is_busy_or_gone()
    {
        var team = new IdleWorkers(processors: 8);
        using var isBusy = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        var busy = Engine(threads: 1, _ =>
        {
            isBusy.Set();
            mayGoOn.Wait(Deadline);
        });
        var gone = Engine(threads: 1, _ => { });
        gone.Dispose();
        team.Add(busy);
        team.Add(gone);
        busy.Submit(Request());
        Assert.True(isBusy.Wait(Deadline), "The engine did not answer.");

        var task = new Parts(5);
        await Task.Run(() => team.Run(task)).WaitAsync(Deadline);
        Assert.All(task.Done, done => Assert.Equal(1, done));
        mayGoOn.Set();
    }

    /// <summary>The engine that was lost does not take the place of one that can help.</summary>
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public void As_many_threads_come_as_there_are_processors_and_no_more(int threads, int processors)
    {
        var team = new IdleWorkers(processors);
        var gone = Engine(threads, _ => { });
        team.Add(gone);
        gone.Dispose();
        team.Add(Engine(threads, _ => { }));
        team.Add(Engine(threads, _ => { }));
        for (var run = 0; run < 200; run++)
        {
            using var expected = new CountdownEvent(processors);
            var came = 0;
            team.Run(new Work(_ =>
            {
                Assert.InRange(Interlocked.Increment(ref came), 1, processors);
                expected.Signal();
                Assert.True(expected.Wait(Deadline), "Not all came who may.");
            }));
        }
    }

    [Fact]
    public void Task_inside_a_task_is_refused()
    {
        var team = Team(engines: 0);
        Assert.Throws<InvalidOperationException>(() => team.Run(new Work(_ => team.Run(new Parts(1)))));
    }

    [Fact]
    public void Error_of_a_helper_is_thrown_to_the_caller_and_the_team_goes_on()
    {
        var team = Team(engines: 1);
        using var both = new CountdownEvent(2);
        var caller = Thread.CurrentThread;
        Assert.Throws<InvalidTimeZoneException>(() => team.Run(new Work(_ =>
        {
            both.Signal();
            Assert.True(both.Wait(Deadline), "Nobody came to help.");
            if (Thread.CurrentThread != caller)
                throw new InvalidTimeZoneException();
        })));
        var task = new Parts(5);
        team.Run(task);
        Assert.All(task.Done, done => Assert.Equal(1, done));
    }

    private IdleWorkers Team(int engines, int threads = 1)
    {
        var team = new IdleWorkers(processors: 8);
        for (var i = 0; i < engines; i++)
            team.Add(Engine(threads, _ => { }));
        return team;
    }

    private ComputeThread Engine(int threads, Action<object> answer)
    {
        var engine = new ComputeThread($"engine-{_engines.Count}", _spec, _data, threads, TimeProvider.System, answer);
        _engines.Add(engine);
        return engine;
    }

    private ComputeGradient Request() =>
        new(new RoundId("run", 1, RoundKind.Gradient, 0), new SliceRange(0, 1), ParameterInitialization.Create(_spec.Network, 1));

    private sealed class Work(Action<int> part) : ITeamTask
    {
        public void Run(int member, int members) => part(member);
    }

    /// <summary>Parts that whoever comes takes, and counts.</summary>
    private sealed class Parts(int count) : ITeamTask
    {
        private int _taken;

        public int[] Done { get; } = new int[count];

        public void Begin() => _taken = 0;

        public void Run(int member, int members)
        {
            while (Interlocked.Increment(ref _taken) - 1 is var part && part < Done.Length)
                Done[part]++;
        }
    }
}
