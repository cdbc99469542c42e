using ActorNet.Actors.Coordinator;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Coordination.Verification;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Actors.Tests.Coordinator;

/// <summary>A coordinator with test probes as its workers, and virtual time that the test advances.</summary>
public abstract class ClusterKit() : TestKit("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(50);

    protected Dataset Data { get; } = SmallData.Blobs(train: 64, test: 600);

    /// <summary>2 steps of 8 slices.</summary>
    protected TrainingSpec Spec { get; set; } = SmallData.Spec(batch: 32, epochs: 1);

    protected List<TrainingEvent> Events { get; } = [];

    protected List<TrainingState> Checkpoints { get; } = [];

    protected TaskCompletionSource<TrainingResult> Finished { get; } = new();

    private FakeTimeProvider Time { get; } = new();

    internal IActorRef Start(int minWorkers = 1, int? auditEverySteps = null) =>
        Start(new ClusterPolicy { MinWorkers = minWorkers, AuditEverySteps = auditEverySteps });

    internal IActorRef Start(ClusterPolicy? cluster)
    {
        var options = new TrainerOptions { Workers = 1, RunId = "run", Time = Time, Checkpoint = Checkpoints.Add };
        var settings = new CoordinatorSettings(
            Spec, Data, new TrainingSession(Spec, Data), options, Events.Add,
            result => Finished.TrySetResult(result), error => Finished.TrySetException(error))
        {
            Cluster = cluster,
        };
        return Sys.ActorOf(Props.Create(() => new CoordinatorActor(settings)).WithDispatcher(CallingThreadDispatcher.Id));
    }

    protected void Advance(TimeSpan time)
    {
        var step = TimeSpan.FromMilliseconds(20);
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            Time.Advance(step);
            ((TestScheduler)Sys.Scheduler).Advance(step);
        }
    }

    protected TestProbe Join(IActorRef coordinator, string name)
    {
        var worker = Register(coordinator, name);
        coordinator.Tell(new WorkerReady("run", 1, name), worker);
        Assert.Equal(new ComputeCanary("run"), worker.ExpectMsg<ComputeCanary>());
        coordinator.Tell(new CanaryComputed("run", Canary.Compute(Spec, new GradientComputer(Spec, Data.Train))), worker);
        Assert.Equal(new WorkerAdmitted("run", 1), worker.ExpectMsg<WorkerAdmitted>());
        return worker;
    }

    protected TestProbe Register(IActorRef coordinator, string name)
    {
        var worker = CreateTestProbe();
        coordinator.Tell(new RegisterWorker(name), worker);
        Assert.Equal(new WorkerAccepted("run", 1), worker.ExpectMsg<WorkerAccepted>());
        return worker;
    }

    protected static void ExpectNothing(TestProbe worker) => worker.ExpectNoMsg(Silence);

    /// <summary>Answers all requests to these workers until the run is over, and checks its weights.</summary>
    protected async Task<TrainingResult> FinishAsync(IActorRef coordinator, params TestProbe[] workers)
    {
        for (var turn = 0; !Finished.Task.IsCompleted; turn++)
        {
            Assert.True(turn < 100, "The run does not end.");
            foreach (var worker in workers)
                while (worker.ReceiveOne(TimeSpan.FromMilliseconds(10)) is { } request)
                    Answer(coordinator, worker, request);
        }

        var result = await Finished.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(WeightsHash.Of(LocalTrainer.Train(Spec, Data)), result.WeightsSha256);
        return result;
    }

    protected void Answer(IActorRef coordinator, TestProbe worker, object request) => coordinator.Tell(AnswerTo(request), worker);

    internal object AnswerTo(object request)
    {
        var computer = new GradientComputer(Spec, Data.Train);
        switch (request)
        {
            case ComputeGradient compute:
                var result = new PartialGradient(Spec.Network.ParameterCount);
                computer.Compute(compute.Parameters, compute.Round.Step, compute.Slices, result);
                return new GradientComputed(compute.Round, compute.Slices, result, TimeSpan.Zero);
            case EvaluateSlices evaluate:
                var losses = new double[evaluate.Slices.Count];
                var (samples, first) = evaluate.Round.Kind == RoundKind.Validation
                    ? (Data.Train, Data.Train.Count - Spec.ValidationSamples)
                    : (Data.Test, 0);
                return new SlicesEvaluated(
                    evaluate.Round, evaluate.Slices, losses, computer.Evaluate(evaluate.Parameters, samples, first, evaluate.Slices, losses));
            default:
                throw new InvalidOperationException($"{request} is no request.");
        }
    }

    /// <summary>The answer to a request with one bit flipped, one that survives rounding in the sum.</summary>
    internal object WrongAnswerTo(object request)
    {
        var answer = AnswerTo(request);
        if (answer is GradientComputed gradient)
        {
            ref var number = ref gradient.Result.Sum(0)[3];
            number = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(number) ^ (1 << 18));
        }
        else
        {
            ref var loss = ref ((SlicesEvaluated)answer).SliceLosses[0];
            loss = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(loss) ^ 1);
        }

        return answer;
    }
}
