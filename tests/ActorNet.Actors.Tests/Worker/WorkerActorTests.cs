using ActorNet.Actors.Worker;
using ActorNet.Computing.Requests;
using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;
using Akka.Actor;

namespace ActorNet.Actors.Tests.Worker;

/// <summary>The worker's side of the protocol, message by message; the test plays the coordinator.</summary>
public class WorkerActorTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly Dataset _data = SmallData.Blobs();
    private readonly TrainingSpec _spec = SmallData.Spec(batch: 64);
    private readonly List<ComputeThread> _started = [];
    private readonly RoundId _round = new("run", 1, RoundKind.Gradient, 0);

    [Fact]
    public void Worker_registers_at_start_and_is_ready_when_accepted()
    {
        var worker = Start();
        Assert.Equal(new RegisterWorker("w"), ExpectMsg<RegisterWorker>());
        worker.Tell(new WorkerAccepted("run", 1));
        Assert.Equal(new WorkerReady("run", 1, "w"), ExpectMsg<WorkerReady>());
    }

    [Fact]
    public void Gradient_is_sent_by_the_worker_with_the_ids_of_the_request()
    {
        var worker = StartReady();
        var parameters = ParameterInitialization.Create(_spec.Network, 1);
        worker.Tell(new ComputeGradient(_round, new SliceRange(2, 3), parameters));
        var answer = ExpectMsg<GradientComputed>();
        Assert.Equal((_round, new SliceRange(2, 3)), (answer.Round, answer.Slices));
        Assert.Equal(worker, LastSender);

        var expected = new PartialGradient(parameters.Length);
        new GradientComputer(_spec, _data.Train).Compute(parameters, 0, new SliceRange(2, 3), expected);
        Assert.Equal(expected.NodeCount, answer.Result.NodeCount);
        for (var i = 0; i < expected.NodeCount; i++)
            Assert.Equal(expected.Sum(i), answer.Result.Sum(i));
    }

    [Fact]
    public void Gradient_buffer_is_reused_for_the_next_step_but_not_within_a_step()
    {
        var worker = StartReady();
        var parameters = ParameterInitialization.Create(_spec.Network, 1);
        worker.Tell(new ComputeGradient(_round, new SliceRange(0, 2), parameters));
        worker.Tell(new ComputeGradient(_round, new SliceRange(4, 2), parameters));
        var first = ExpectMsg<GradientComputed>().Result;
        var second = ExpectMsg<GradientComputed>().Result;
        Assert.NotSame(first, second);
        worker.Tell(new ComputeGradient(_round with { Step = 1 }, new SliceRange(0, 2), parameters));
        Assert.Same(first, ExpectMsg<GradientComputed>().Result);
    }

    [Fact]
    public void Failed_request_is_answered_with_the_error()
    {
        var worker = StartReady();
        worker.Tell(new ComputeGradient(_round, new SliceRange(0, 2), new float[3]));
        var failed = ExpectMsg<SlicesFailed>();
        Assert.Equal((_round, new SliceRange(0, 2)), (failed.Round, failed.Slices));
        worker.Tell(new EvaluateSlices(_round with { Kind = RoundKind.Test }, new SliceRange(0, 1), new float[3]));
        ExpectMsg<SlicesFailed>();
    }

    [Fact]
    public void Worker_that_cannot_start_its_compute_thread_reports_the_error_and_stops()
    {
        var coordinator = TestActor;
        var thread = new SharedComputeThread(() => throw new InvalidOperationException("no room"));
        var worker = Sys.ActorOf(Props.Create(() => new WorkerActor("w", coordinator, thread)));
        Watch(worker);
        ExpectMsg<RegisterWorker>();
        worker.Tell(new WorkerAccepted("run", 1));
        Assert.Equal("no room", ExpectMsg<WorkerFailed>().Error.Message);
        ExpectTerminated(worker);
    }

    [Fact]
    public void Workers_that_share_a_thread_answer_for_themselves_and_the_last_to_leave_ends_it()
    {
        var thread = new SharedComputeThread(StartThread);
        IActorRef[] workers = [StartReady("a", thread), StartReady("b", thread)];
        var parameters = ParameterInitialization.Create(_spec.Network, 1);
        foreach (var leaving in workers)
        {
            foreach (var worker in workers.SkipWhile(worker => worker != leaving))
            {
                worker.Tell(new ComputeGradient(_round, new SliceRange(0, 1), parameters));
                ExpectMsg<GradientComputed>();
                Assert.Equal(worker, LastSender);
            }

            Assert.False(_started.Single().IsDisposed);
            Watch(leaving);
            leaving.Tell(new EndWorker(WorkerExitReason.RunCompleted));
            ExpectTerminated(leaving);
        }

        AwaitAssert(() => Assert.True(_started.Single().IsDisposed));
    }

    private IActorRef Start(string name = "w", SharedComputeThread? thread = null)
    {
        var coordinator = TestActor;
        var shared = thread ?? new SharedComputeThread(StartThread);
        return Sys.ActorOf(Props.Create(() => new WorkerActor(name, coordinator, shared)));
    }

    private IActorRef StartReady(string name = "w", SharedComputeThread? thread = null)
    {
        var worker = Start(name, thread);
        ExpectMsg<RegisterWorker>();
        worker.Tell(new WorkerAccepted("run", 1));
        ExpectMsg<WorkerReady>();
        return worker;
    }

    private ComputeThread StartThread()
    {
        var thread = new ComputeThread("w", _spec, _data, threads: 2, TimeProvider.System);
        _started.Add(thread);
        return thread;
    }
}
