using System.Collections.Concurrent;
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
    private readonly List<ComputeThread> _threads = [];

    public void Dispose() => _threads.ForEach(thread => thread.Dispose());

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public void Every_part_is_done_once_in_each_task(int count, int threads)
    {
        var team = Team(count, threads);
        var task = new Parts(50);
        for (var run = 1; run <= 2_000; run++)
        {
            task.Begin();
            team.Run(task);
            Assert.All(task.Done, done => Assert.Equal(run, done));
        }
    }

    [Fact]
    public void Idle_threads_help()
    {
        using var allThreads = new CountdownEvent(3);
        Team(count: 2).Run(new Work(_ =>
        {
            allThreads.Signal();
            Assert.True(allThreads.Wait(Deadline), "No thread helped.");
        }));
    }

    [Fact]
    public void All_threads_of_a_worker_help()
    {
        using var allThreads = new CountdownEvent(1 + 3);
        Team(count: 1, threads: 3).Run(new Work(_ =>
        {
            allThreads.Signal();
            Assert.True(allThreads.Wait(Deadline), "Not all threads helped.");
        }));
    }

    [Fact]
    public void Threads_have_numbers_of_their_own_and_the_same_in_every_task()
    {
        var numbers = new ConcurrentDictionary<Thread, int>();
        var team = new IdleWorkers(processors: 4);
        foreach (var threads in (int[])[2, 1])
            team.Add(StartThread(threads));
        for (var run = 0; run < 50; run++)
        {
            using var allThreads = new CountdownEvent(1 + 3);
            team.Run(new Work(member =>
            {
                if (Thread.CurrentThread.Name?.StartsWith("thread-", StringComparison.Ordinal) == true)
                    Assert.Equal(member, numbers.GetOrAdd(Thread.CurrentThread, member));
                allThreads.Signal();
                Assert.True(allThreads.Wait(Deadline), "Not all threads helped.");
            }));
        }

        Assert.Equal([0, 1, 2], numbers.Values.Order());
    }

    /// <summary>The coordinator does this: it takes the step on the thread of the worker that delivers the last gradient.</summary>
    [Fact]
    public async Task Calling_compute_thread_uses_its_own_team()
    {
        var team = new IdleWorkers(processors: 8);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var allThreads = new CountdownEvent(2);
        var thread = team.Add(StartThread(threads: 2));
        thread.Submit(Request(), _ =>
        {
            team.Run(new Work(_ =>
            {
                allThreads.Signal();
                Assert.True(allThreads.Wait(Deadline), "Its second thread did not help.");
            }));
            done.SetResult();
        });
        await done.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Busy_or_disposed_threads_are_not_waited_for()
    {
        var team = new IdleWorkers(processors: 8);
        using var isBusy = new ManualResetEventSlim();
        using var mayContinue = new ManualResetEventSlim();
        var busy = team.Add(StartThread(threads: 1));
        var disposed = team.Add(StartThread(threads: 1));
        disposed.Dispose();
        busy.Submit(Request(), _ =>
        {
            isBusy.Set();
            mayContinue.Wait(Deadline);
        });
        Assert.True(isBusy.Wait(Deadline), "The compute thread did not answer.");

        var task = new Parts(5);
        await Task.Run(() => team.Run(task)).WaitAsync(Deadline);
        Assert.All(task.Done, done => Assert.Equal(1, done));
        mayContinue.Set();
    }

    /// <summary>A disposed thread does not count against the limit.</summary>
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public void At_most_as_many_threads_help_as_there_are_processors(int threads, int processors)
    {
        var team = new IdleWorkers(processors);
        var disposed = StartThread(threads);
        team.Add(disposed);
        disposed.Dispose();
        team.Add(StartThread(threads));
        team.Add(StartThread(threads));
        for (var run = 0; run < 200; run++)
        {
            using var expected = new CountdownEvent(processors);
            var done = 0;
            team.Run(new Work(_ =>
            {
                Assert.InRange(Interlocked.Increment(ref done), 1, processors);
                expected.Signal();
                Assert.True(expected.Wait(Deadline), "Not all allowed threads helped.");
            }));
        }
    }

    [Fact]
    public void Nested_task_is_rejected()
    {
        var team = Team(count: 0);
        Assert.Throws<InvalidOperationException>(() => team.Run(new Work(_ => team.Run(new Parts(1)))));
    }

    [Fact]
    public void Error_of_a_helper_is_thrown_to_the_caller_and_the_team_stays_usable()
    {
        var team = Team(count: 1);
        using var both = new CountdownEvent(2);
        var caller = Thread.CurrentThread;
        Assert.Throws<InvalidTimeZoneException>(() => team.Run(new Work(_ =>
        {
            both.Signal();
            Assert.True(both.Wait(Deadline), "No thread helped.");
            if (Thread.CurrentThread != caller)
                throw new InvalidTimeZoneException();
        })));
        var task = new Parts(5);
        team.Run(task);
        Assert.All(task.Done, done => Assert.Equal(1, done));
    }

    private IdleWorkers Team(int count, int threads = 1)
    {
        var team = new IdleWorkers(processors: 8);
        for (var i = 0; i < count; i++)
            team.Add(StartThread(threads));
        return team;
    }

    private ComputeThread StartThread(int threads)
    {
        var thread = new ComputeThread($"thread-{_threads.Count}", _spec, _data, threads, TimeProvider.System);
        _threads.Add(thread);
        return thread;
    }

    private ComputeGradient Request() =>
        new(new RoundId("run", 1, RoundKind.Gradient, 0), new SliceRange(0, 1), ParameterInitialization.Create(_spec.Network, 1));

    private sealed class Work(Action<int> part) : ITeamTask
    {
        public void Run(int member, int members) => part(member);
    }

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
