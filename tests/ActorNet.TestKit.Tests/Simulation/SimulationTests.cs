using ActorNet.Coordination.Exchange;
using ActorNet.Learning;
using ActorNet.Learning.Matrices;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.TestKit.Checking;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;
using Akka.Actor;

namespace ActorNet.TestKit.Tests.Simulation;

/// <summary>Single scenarios, and what each fault does to the run.</summary>
public class SimulationTests
{
    private static readonly Property[] Law = [Property.SameWeights, Property.NoSampleTwice];

    [Fact]
    public void Run_without_faults_has_the_weights_of_the_local_trainer()
    {
        var run = new Scenario().Run(seed: 1).Require(Law);

        Assert.Equal(20, run.Result!.Steps);
        Assert.Equal(run.ExpectedSha256, run.Result.WeightsSha256);
        Assert.Equal(3, run.Counts["workers joined"]);
        Assert.Equal(0, run.Counts["lost messages"]);
    }

    [Fact]
    public void Same_seed_gives_the_same_messages_and_another_seed_does_not()
    {
        var scenario = new Scenario { Topology = Topology.Sharded }.AtStep(3, Fault.Crash("w1")).AtStep(5, Fault.Restart("w1"));
        var transcript = scenario.Run(seed: 7).Transcript;
        Assert.Equal(transcript, scenario.Run(seed: 7).Transcript);
        Assert.NotEqual(transcript, scenario.Run(seed: 8).Transcript);
    }

    /// <summary>Of the kernels' vectors, and of threads that share one computation.</summary>
    [Fact]
    public void Same_seed_gives_the_same_messages_at_every_vector_width_and_number_of_threads()
    {
        var scenario = new Scenario { Topology = Topology.Sharded }.AtStep(3, Fault.Crash("w1")).AtStep(5, Fault.Restart("w1"));
        var expected = scenario.Run(seed: 7).Transcript;
        foreach (var kernels in Kernels.AllWidths)
        {
            foreach (var threads in new[] { 1, 4 })
            {
                using var team = new ThreadTeam(threads, "computes");
                var computer = new GradientComputer(scenario.Training, scenario.Data.Train, kernels, team, teamFlop: 0);
                Assert.Equal(expected, (scenario with { CreateComputer = (_, _) => computer }).Run(seed: 7).Transcript);
            }
        }
    }

    [Fact]
    public void Crashed_worker_s_slices_go_to_the_others()
    {
        var run = new Scenario().AtStep(5, Fault.Crash("w2")).Run(seed: 1).Require(Law);

        var left = Assert.Single(run.Events.OfType<WorkerLeft>());
        Assert.Equal(("w2", "its process has ended"), (left.Worker, left.Reason));
        Assert.True(run.Counts["reassigned slices"] > 0);
        Assert.DoesNotContain(run.Messages, message => message.From == "w2" && message.Step > 5);
    }

    [Fact]
    public void Exchanges_between_workers_have_the_same_weights()
    {
        var run = new Scenario { Topology = Topology.Sharded }.Run(seed: 1).Require(Law);

        Assert.True(run.Counts["exchanges"] > 10);
        Assert.Contains(run.Messages, message => message is { Kind: "ShareOfGradient", From: not Scenario.Coordinator, To: not Scenario.Coordinator });
    }

    [Fact]
    public void Lost_answer_is_given_by_another_worker_after_a_deadline()
    {
        var lost = MessagePattern.Of("GradientComputed", from: "w1", step: 3);
        var run = new Scenario().On(lost, Fault.Drop).Run(seed: 1).Require(Law);

        Assert.Equal("Drop", run.Messages.Single(message => message.ReceivedAt is null).Fate);
        Assert.True(run.Counts["speculated slices"] + run.Counts["reassigned slices"] > 0);
    }

    [Fact]
    public void Duplicate_answer_is_stale()
    {
        var run = new Scenario()
            .On(MessagePattern.Of("GradientComputed", step: 3), Fault.Duplicate(TimeSpan.Zero))
            .Run(seed: 1).Require(Law);
        Assert.Equal(1, run.Counts["stale answers"]);
    }

    [Fact]
    public void Held_message_arrives_when_it_is_released()
    {
        var run = new Scenario()
            .On(MessagePattern.Of("GradientComputed", from: "w3", step: 2), Fault.Hold("it"))
            .AtStep(4, Fault.Release("it"))
            .Run(seed: 1).Require(Law);

        var held = run.Messages.Single(message => message.Fate is not null);
        var released = run.Messages.First(message => message is { Kind: "ComputeGradient", Step: 4 }).SentAt;
        Assert.True(held.ReceivedAt > released);
    }

    [Fact]
    public void Overtaken_message_arrives_after_the_next()
    {
        var run = new Scenario()
            .On(MessagePattern.Of("WorkerAdmitted", to: "w2"), Fault.Reorder)
            .Run(seed: 1).Require(Law);

        var overtaken = run.Messages.Single(message => message.Fate is not null);
        Assert.Contains(run.Messages, message =>
            message.Number > overtaken.Number && message.To == "w2" && message.ReceivedAt < overtaken.ReceivedAt);
    }

    [Fact]
    public void Worker_that_computes_wrongly_is_found_by_an_audit_and_expelled()
    {
        var run = new Scenario { AuditEverySteps = 1 }
            .AtStep(6, Fault.ComputeWrongly("w2"))
            .Run(seed: 1).Require(Law);

        Assert.Equal("its arithmetic is wrong", run.Events.OfType<WorkerLeft>().Single(left => left.Worker == "w2").Reason);
        Assert.True(run.Counts["rewinds"] > 0);
    }

    [Fact]
    public void Flipped_bit_without_an_audit_is_seen_in_the_weights()
    {
        var run = new Scenario().On(MessagePattern.Of("GradientComputed", from: "w2", step: 6), Fault.FlipBit).Run(seed: 1);

        var failed = Assert.Throws<SimulationFailedException>(() => run.Require(Property.SameWeights));
        Assert.StartsWith($"The weights are {run.Result!.WeightsSha256}; LocalTrainer's are {run.ExpectedSha256}.", failed.Message, StringComparison.Ordinal);
        Assert.Contains("""
            Seed 1. The scenario:
            new Scenario()
                .On(MessagePattern.Of("GradientComputed", from: "w2", step: 6), Fault.FlipBit)
                .Run(seed: 1)
            """, failed.Message, StringComparison.Ordinal);
        var difference = failed.Message.Split("and those around it:\n")[1].Split('\n')[0];
        Assert.Contains("w2 -> coordinator  GradientComputed step 6", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void Partitioned_worker_is_lost_and_joins_again()
    {
        var run = new Scenario { Workers = 2 }
            .AtStep(3, Fault.Partition(Scenario.Coordinator, "w2"))
            .At(TimeSpan.FromSeconds(20), Fault.Heal(Scenario.Coordinator, "w2"))
            .AtStep(4, Fault.Slow("w1", 3000))
            .Run(seed: 3).Require(Law);

        Assert.Contains(run.Events.OfType<WorkerLeft>(), left => left is { Worker: "w2" });
        Assert.Equal(2, run.Events.Count(each => each is WorkerJoined { Worker: "w2" }));
    }

    [Fact]
    public void Coordinator_that_is_taken_over_continues_from_a_checkpoint()
    {
        var run = new Scenario().AtStep(11, Fault.TakeOver(TimeSpan.FromSeconds(3))).Run(seed: 1).Require(Law);

        Assert.Equal(2, run.Counts["coordinators"]);
        Assert.Equal(6, run.Counts["workers joined"]);
        var steps = run.Events.OfType<StepsCompleted>().Select(each => each.Step).ToList();
        var resumed = steps.Zip(steps.Skip(1)).Single(pair => pair.Second <= pair.First).Second;
        Assert.InRange(resumed, 4, 11);
    }

    [Fact]
    public void Torn_checkpoint_is_refused_and_an_older_one_taken()
    {
        var healthy = new Scenario().AtStep(11, Fault.Restart(Scenario.Coordinator)).Run(seed: 1).Require(Law);
        var torn = new Scenario().AtStep(11, Fault.TornWrite).AtStep(11, Fault.Restart(Scenario.Coordinator)).Run(seed: 1).Require(Law);

        Assert.True(StepsTwice(torn) > StepsTwice(healthy));
        static int StepsTwice(SimulationRun run) => run.Events.Count(each => each is StepsCompleted) - 20;
    }

    [Fact]
    public void Paused_coordinator_continues()
    {
        var run = new Scenario().AtStep(5, Fault.Pause(Scenario.Coordinator, TimeSpan.FromSeconds(7))).Run(seed: 1).Require(Law);
        Assert.True(run.Duration > TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void Jumping_clock_changes_nothing()
    {
        var jumped = new Scenario().AtStep(5, Fault.ClockJump(TimeSpan.FromDays(-1))).Run(seed: 1).Require(Law);
        Assert.Equal(new Scenario().Run(seed: 1).Transcript, jumped.Transcript);
    }

    /// <summary>Unless it says otherwise, and unless a fault reorders them.</summary>
    [Fact]
    public void Messages_of_a_direction_arrive_in_the_order_of_sending_on_the_link_and_in_the_cluster()
    {
        string[] inCluster = ["WorkerAdmitted", "ExpectPeer", "ConnectPeer", "PeerExpected", "PeerConnected", "PeerLost"];
        var run = new Scenario { Workers = 2, Topology = Topology.Sharded }
            .AtStep(3, Fault.Partition(Scenario.Coordinator, "w2"))
            .At(TimeSpan.FromSeconds(2), Fault.Heal(Scenario.Coordinator, "w2"))
            .On(MessagePattern.Of("ComputeGradient", step: 12), Fault.Delay(TimeSpan.FromMilliseconds(50)))
            .Run(seed: 1).Require(Law);
        var received = run.Messages.Where(message => message.ReceivedAt is not null).ToList();
        foreach (var direction in received.GroupBy(message => (message.From, message.To, inCluster.Contains(message.Kind))))
            Assert.Equal(direction, direction.OrderBy(message => message.ReceivedAt));
        Assert.Contains(received.GroupBy(message => (message.From, message.To)), direction => !direction.SequenceEqual(direction.OrderBy(message => message.ReceivedAt)));
    }

    [Fact]
    public void Worker_that_dies_while_it_is_cut_off_is_missed_by_the_failure_detector()
    {
        var run = new Scenario { Workers = 2 }
            .AtStep(3, Fault.Partition(Scenario.Coordinator, "w2"))
            .AtStep(3, Fault.Crash("w2"))
            .Run(seed: 1).Require(Law);
        Assert.Equal("it cannot be reached", run.Events.OfType<WorkerLeft>().Single().Reason);
        Assert.True(run.Duration > TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Worker_that_leaves_and_one_that_joins_are_reported()
    {
        var run = new Scenario().AtStep(4, Fault.Leave("w1")).AtStep(6, Fault.Join("late")).Run(seed: 1).Require(Law);
        Assert.Equal("it was asked to leave", run.Events.OfType<WorkerLeft>().Single().Reason);
        Assert.Contains(run.Messages, message => message is { Kind: "GradientComputed", From: "late" });
    }

    [Fact]
    public void Broken_link_between_workers_ends_an_exchange_and_is_opened_again()
    {
        var run = new Scenario { Topology = Topology.Sharded }.AtStep(6, Fault.BreakLink("w1", "w3")).Run(seed: 1).Require(Law);
        Assert.Contains(run.Messages, message => message.Kind == "PeerLost");
    }

    [Fact]
    public void Full_disk_keeps_checkpoints_from_being_found()
    {
        var full = new Scenario().AtStep(4, Fault.DiskFull(TimeSpan.FromHours(1))).AtStep(14, Fault.Restart(Scenario.Coordinator)).Run(seed: 1).Require(Law);
        var healthy = new Scenario().AtStep(14, Fault.Restart(Scenario.Coordinator)).Run(seed: 1).Require(Law);
        Assert.True(full.Counts["steps"] > healthy.Counts["steps"]);
    }

    [Fact]
    public void Worker_that_adds_wrongly_in_exchanges_is_expelled()
    {
        var scenario = new Scenario { Topology = Topology.Sharded, AuditEverySteps = 1 };
        var adding = scenario.Run(seed: 1).Messages.First(message => message is { Kind: "ShareOfGradient" }).To;
        var run = scenario.AtStep(6, Fault.AddWrongly(adding)).Run(seed: 1).Require(Law);
        Assert.Equal([adding], run.ExpelledWorkers);
    }

    [Fact]
    public void Error_of_a_tests_own_actor_fails_the_run()
    {
        var run = new Scenario { CreateRelay = _ => new FailingRelay() }.Run(seed: 1);
        Assert.StartsWith("The run stopped after ", run.Failure, StringComparison.Ordinal);
        Assert.Contains("not what the test expects", run.Failure, StringComparison.Ordinal);
    }

    private sealed class FailingRelay : ReceiveActor
    {
        public FailingRelay() => ReceiveAny(_ => throw new InvalidTimeZoneException("not what the test expects"));
    }

    public static TheoryData<Fault, string> WithoutEffect => new()
    {
        { Fault.Release("nothing"), "Fault.Release(\"nothing\")" },
        { Fault.Heal("w1", "w2"), "Fault.Heal(\"w1\", \"w2\")" },
        { Fault.BreakLink("w1", "w2"), "Fault.BreakLink(\"w1\", \"w2\")" },
        { Fault.Join("w1"), "Fault.Join(\"w1\")" },
        { Fault.AddWrongly("w1"), "Fault.AddWrongly(\"w1\", 1)" },
    };

    [Theory]
    [MemberData(nameof(WithoutEffect))]
    public void Fault_without_effect_fails_the_run(Fault fault, string text) => Assert.Equal(
        $"A fault had no effect: .AtStep(2, {text}).", new Scenario().AtStep(2, fault).Run(seed: 1).Failure);

    public static TheoryData<Fault, string> Invalid => new()
    {
        { Fault.Crash("w9"), "Fault Fault.Crash(\"w9\") names 'w9'; there are coordinator, w1, w2, w3, and those that join." },
        { Fault.Slow("w1", 0), "Fault Fault.Slow(\"w1\", 0) has factor 0; allowed is a number above 0." },
        { Fault.Slow(Scenario.Coordinator, 2), "Fault Fault.Slow(\"coordinator\", 2) is one of workers; the coordinator crashes, restarts, is paused or taken over." },
        { Fault.Drop, "Fault Fault.Drop happens to a message, and none is given; add it with Scenario.On." },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Invalid_fault_is_rejected_with_a_sentence(Fault fault, string sentence) => Assert.Equal(
        sentence, Assert.Throws<InvalidInputException>(() => new Scenario().AtStep(2, fault).Run(seed: 1)).Message);

    [Fact]
    public void Pattern_that_throws_fails_the_run_with_its_error()
    {
        var run = new Scenario().On(MessagePattern.Where(message => message.Slices!.Value.Count == 9), Fault.Drop).Run(seed: 1);
        Assert.Contains("Pattern MessagePattern.Where(message => message.Slices!.Value.Count == 9) failed for message", run.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_kind_or_node_of_a_pattern_is_rejected()
    {
        var kind = Assert.Throws<InvalidInputException>(() => new Scenario().On(MessagePattern.Of("GradientComuted"), Fault.Drop).Run(seed: 1));
        Assert.StartsWith("Pattern MessagePattern.Of(\"GradientComuted\") waits for kind 'GradientComuted'; the kinds are RegisterWorker, ", kind.Message, StringComparison.Ordinal);
        var node = Assert.Throws<InvalidInputException>(() => new Scenario().On(MessagePattern.Of(null, from: "w9"), Fault.Drop).Run(seed: 1));
        Assert.Equal("Pattern MessagePattern.Of(null, from: \"w9\") names 'w9'; there are coordinator, w1, w2, w3, and those that join.", node.Message);
    }

    [Fact]
    public void Run_that_could_never_begin_is_rejected() => Assert.Equal(
        "Min workers is 4; allowed is at most 3, the workers that start with the run or join it.",
        Assert.Throws<InvalidInputException>(() => new Scenario { MinWorkers = 4 }.Run(seed: 1)).Message);

    [Fact]
    public void Nothing_arrives_at_a_dead_process()
    {
        var run = new Scenario().AtStep(5, Fault.Crash("w2")).Run(seed: 1).Require(Law);
        var crash = run.Messages.First(message => message.Step == 5).SentAt;
        Assert.DoesNotContain(run.Messages, message => message.To == "w2" && message.ReceivedAt > crash && message.Kind != "EndWorker");
    }

    [Fact]
    public void Step_that_the_run_does_not_have_is_rejected() => Assert.Equal(
        "Fault Fault.Crash(\"w1\") is to happen at step 20; the run has steps 0 to 19.",
        Assert.Throws<InvalidInputException>(() => new Scenario().AtStep(20, Fault.Crash("w1")).Run(seed: 1)).Message);

    [Fact]
    public void Cut_without_an_effect_fails_the_run()
    {
        var cut = new Scenario().AtStep(2, Fault.Partition("w1", "w2"));
        Assert.Equal("A fault had no effect: .AtStep(2, Fault.Partition(\"w1\", \"w2\")).", cut.Run(seed: 1).Failure);
        Assert.Null(new Scenario().AtStep(2, Fault.CutOneWay("w3", Scenario.Coordinator)).Run(seed: 1).Failure);
    }

    [Fact]
    public void Shares_of_exchanges_have_the_step_of_their_exchange()
    {
        var run = new Scenario { Topology = Topology.Sharded }
            .On(MessagePattern.Of("ShareOfGradient", step: 6), Fault.Drop)
            .Run(seed: 1).Require(Law);
        Assert.Equal(6, run.Messages.Single(message => message.Fate is not null).Step);
        Assert.Contains("ShareOfGradient(step 6", run.Diagram(6).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Message_that_is_held_for_ever_is_rejected() => Assert.Equal(
        "Fault Fault.Hold(\"it\") is never released; add Fault.Release(\"it\"), or let the message be lost by Fault.Drop.",
        Assert.Throws<InvalidInputException>(() => new Scenario().On(MessagePattern.Of("GradientComputed"), Fault.Hold("it")).Run(seed: 1)).Message);

    [Fact]
    public void Fault_that_never_happens_fails_the_run()
    {
        var run = new Scenario().On(MessagePattern.Of("GradientComputed", after: 1000), Fault.Drop).Run(seed: 1);
        var failed = Assert.Throws<SimulationFailedException>(() => run.Require());
        Assert.StartsWith(
            "A fault never happened, since the run ended before or no message fits: .On(MessagePattern.Of(\"GradientComputed\", after: 1000), Fault.Drop).",
            failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_without_workers_left_does_not_end()
    {
        var run = new Scenario { Workers = 1, Deadline = TimeSpan.FromSeconds(30) }.AtStep(1, Fault.Crash("w1")).Run(seed: 1);
        Assert.StartsWith("The run is not over after 30 s. Its last event: WaitingForWorkers", run.Failure, StringComparison.Ordinal);
    }
}
