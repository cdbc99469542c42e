using ActorNet.Computing.Requests;
using ActorNet.Computing.Serving;
using ActorNet.Coordination.Messages;
using ActorNet.Interleavings.Scheduling;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Interleavings;

/// <summary>Threads that wait for requests: of several workers, and of a link.</summary>
public class ComputeThreadTests
{
    private const int Runs = 500;
    private const int Requests = 3; // of each worker

    private static readonly TrainingSpec Spec = new(NetworkSpec.Parse("1-1")) { Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 0.1f) };
    private static readonly SampleSet Samples = SampleSet.FromClasses([0f, 1f], 1, [0, 0], 1);
    private static readonly Dataset Data = new("none", "none", Samples, Samples);

    [Fact]
    public void Every_request_of_workers_that_share_a_thread_is_answered_once_and_in_order() => Assert.Null(Scheduler.Explore(Runs, Share));

    [Fact]
    public void Thread_that_two_workers_start_is_found() => Assert.NotNull(
        Scheduler.Explore(Runs, Share, broken: "SharedComputeThread.Acquire: Lock.EnterScope"));

    [Fact]
    public void Share_has_ended_when_its_link_goes_on() => Assert.Null(Scheduler.Explore(Runs, AwaitShares));

    [Fact]
    public void End_of_a_share_that_wakes_no_thread_is_found() => Assert.Contains(
        "for ever", Scheduler.Explore(Runs, AwaitShares, broken: "ShareThread.Run: Monitor.PulseAll"), StringComparison.Ordinal);

    private static (Action[], Action) Share()
    {
        var started = 0;
        var shared = new SharedComputeThread(() =>
        {
            started++;
            Operations.Point();
            return new ComputeThread("explored", Spec, Data, threads: 1, TimeProvider.System, (_, _) => new NoComputer());
        });
        var monitor = new TestMonitor();
        var answers = new[] { new List<long>(), new List<long>() };
        var acquired = 0;
        Action Worker(int number) => () =>
        {
            var thread = shared.Acquire();
            monitor.Do(() => acquired++);
            for (var step = 0; step < Requests; step++)
            {
                var request = new ComputeGradient(new RoundId("run", 1, RoundKind.Gradient, step), new SliceRange(0, 1), []);
                thread.Submit(request, answer => monitor.Do(() => answers[number].Add(((GradientComputed)answer).Round.Step)));
            }

            monitor.Await(() => answers[number].Count == Requests && acquired == 2); // the first must not be done before the second begins
            shared.Release();
        };

        return ([Worker(0), Worker(1)], () =>
        {
            Assert.Equal(1, started);
            Assert.All(answers, steps => Assert.Equal([0, 1, 2], steps));
        });
    }

    private static (Action[], Action) AwaitShares()
    {
        var done = 0;
        return (
        [
            () =>
            {
                using var thread = new ShareThread();
                for (var share = 1; share <= Requests; share++)
                {
                    thread.Start(() =>
                    {
                        Operations.Point();
                        done++;
                    });
                    Operations.Point();
                    thread.Await();
                    Assert.Equal(share, done);
                }
            },
        ], () => Assert.Equal(Requests, done));
    }

    private sealed class NoComputer : IGradientComputer
    {
        public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result) => Operations.Point();

        public int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses) => 0;
    }
}
