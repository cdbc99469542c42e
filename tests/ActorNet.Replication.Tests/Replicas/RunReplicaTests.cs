using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Recording;
using ActorNet.Models.Runs;
using ActorNet.Replication.Replicas;
using ActorNet.Testing;
using ActorNet.Protocol;

namespace ActorNet.Replication.Tests.Replicas;

/// <summary>Copies a run from one folder to another, without links.</summary>
public sealed class RunReplicaTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-replica-").FullName;
    private readonly RunDirectory _run;
    private readonly RunReplica _original;
    private readonly RunReplica _copy;
    private readonly Folder _source;

    public RunReplicaTests()
    {
        _run = RecordedRuns.Create(Path.Combine(_folder, "original"));
        _original = Replica("nowhere");
        _original.Begin(_run);
        _copy = Replica("copy");
        _source = new Folder(_run.Path);
    }

    public void Dispose()
    {
        _copy.Dispose();
        _original.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Description_metrics_and_newest_checkpoint_are_copied()
    {
        Record(incarnation: 1, steps: [1, 2, 3]);
        Assert.True(Pull());

        Assert.Equal(
            File.ReadAllText(Path.Combine(_run.Path, "run.json")), File.ReadAllText(Path.Combine(_copy.Directory!.Path, "run.json")));
        Assert.Equal(3, _copy.Directory.Checkpoints.ReadNewest(out _)!.Step);
        Assert.Equal(File.ReadAllText(_run.MetricsPath), File.ReadAllText(_copy.Directory.MetricsPath));
        Assert.Equal(new CheckpointVersion(1, 3), _copy.State.Newest);
    }

    [Fact]
    public void Unchanged_state_is_not_copied_again()
    {
        Record(incarnation: 1, steps: [1]);
        Assert.True(Pull());
        var read = _source.Copies;
        Assert.False(Pull());
        Assert.Equal(read, _source.Copies);
    }

    [Fact]
    public void Only_new_metrics_are_copied()
    {
        Record(incarnation: 1, steps: [1, 2]);
        Pull();
        Record(incarnation: 1, steps: [3, 4], from: 2);
        Pull();

        Assert.Equal(File.ReadAllText(_run.MetricsPath), File.ReadAllText(_copy.Directory!.MetricsPath));
        Assert.Equal([0, new FileInfo(_run.MetricsPath).Length / 2], _source.OffsetsOf("metrics.jsonl"));
    }

    [Fact]
    public void Copied_steps_after_a_rewind_are_removed()
    {
        Record(incarnation: 1, steps: [1, 2, 3, 4]);
        Pull();
        using (var recorder = Recorder(from: 4))
        {
            recorder.Record(RecordedRuns.Rewound(2));
            recorder.Record(RecordedRuns.Steps(3));
            recorder.Checkpoint(RecordedRuns.State(2) with { Incarnation = 2 });
            recorder.Complete();
        }

        Assert.True(Pull());

        Assert.Equal(2, _copy.Directory!.Checkpoints.NewestStep());
        Assert.Equal(File.ReadAllText(_run.MetricsPath), File.ReadAllText(_copy.Directory.MetricsPath));
    }

    [Fact]
    public void Older_checkpoint_is_not_copied()
    {
        Record(incarnation: 1, steps: [1, 2]);
        Pull();
        var theirs = _original.State;
        Assert.False(_copy.Pull(theirs with { Newest = new CheckpointVersion(1, 1) }, _source));
        Assert.False(_copy.Pull(theirs with { Newest = new CheckpointVersion(0, 9) }, _source));
        Assert.Equal(2, _copy.Directory!.Checkpoints.NewestStep());
    }

    [Theory]
    [InlineData(1, 5, 1, 4, true)]
    [InlineData(1, 5, 1, 5, false)]
    [InlineData(2, 1, 1, 5, true)]
    [InlineData(1, 5, 2, 1, false)]
    public void Checkpoints_are_ordered_by_incarnation_then_step(
        int incarnation, long step, int otherIncarnation, long otherStep, bool isNewer)
    {
        var checkpoint = new CheckpointVersion(incarnation, step);
        Assert.Equal(isNewer, checkpoint.IsNewerThan(new CheckpointVersion(otherIncarnation, otherStep)));
        Assert.True(checkpoint.IsNewerThan(null));
    }

    [Fact]
    public void Damaged_checkpoint_is_not_copied_and_the_local_one_stays()
    {
        Record(incarnation: 1, steps: [1]);
        Pull();
        Record(incarnation: 1, steps: [2], from: 1);
        var path = _run.Checkpoints.PathOf(2);
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Throws<InvalidInputException>(() => Pull());

        Assert.Equal(1, _copy.Directory!.Checkpoints.ReadNewest(out var damaged)!.Step);
        Assert.Empty(damaged);
        Assert.Equal(new CheckpointVersion(1, 1), _copy.State.Newest);
    }

    [Fact]
    public void Another_run_and_another_training_are_rejected()
    {
        Record(incarnation: 1, steps: [1]);
        Pull();
        var theirs = _original.State;
        var otherRun = theirs with { Run = theirs.Run! with { RunId = "other" } };
        var error = Assert.Throws<InvalidInputException>(() => _copy.Pull(otherRun, _source));
        Assert.Contains("give another folder for the run", error.Message, StringComparison.Ordinal);
        var otherSpec = theirs with { Run = theirs.Run with { Spec = theirs.Run.Spec with { Seed = 2 } } };
        Assert.Contains(
            "other options", Assert.Throws<InvalidInputException>(() => _copy.Pull(otherSpec, _source)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outcome_is_copied_with_the_model()
    {
        Record(incarnation: 1, steps: [1, 2]);
        var outcome = Outcome(WeightsHash.Of(RecordedRuns.State(2).Parameters));
        _original.Complete(outcome with { StopReason = StopReason.Interrupted });
        Pull();
        Assert.Null(_copy.Outcome);

        _original.Complete(outcome);
        Assert.True(Pull());

        Assert.Equal(outcome.WeightsSha256, _copy.Outcome!.WeightsSha256);
        Assert.Equal(outcome.WeightsSha256, _copy.Directory!.ReadSummary()!.WeightsSha256);
        Assert.True(File.Exists(_copy.Directory.ModelPath));
    }

    [Fact]
    public void Outcome_with_other_weights_is_rejected()
    {
        Record(incarnation: 1, steps: [1]);
        _original.Complete(Outcome("other weights"));

        Assert.Throws<InvalidInputException>(() => Pull());

        Assert.Null(_copy.Outcome);
        Assert.Null(_copy.Directory!.ReadSummary());
    }

    [Fact]
    public void Run_lost_before_any_peer_knew_of_it_is_replaced()
    {
        var mine = RunDirectory.Create(Path.Combine(_folder, "begun"), _run.Description with { RunId = "begun" });
        using var replica = Replica("begun");
        replica.Open(mine, mine.Description, null);
        Assert.False(replica.Pull(_original.State, _source));
        Record(incarnation: 1, steps: [1]);

        Assert.True(replica.Pull(_original.State, _source));

        Assert.Equal(_run.Description.RunId, RunDirectory.Open(mine.Path).Description.RunId);
        Assert.Equal(1, mine.Checkpoints.ReadNewest(out _)!.Step);
    }

    [Fact]
    public void Copy_damaged_since_is_copied_again()
    {
        Record(incarnation: 1, steps: [1, 2]);
        Pull();
        File.WriteAllText(_copy.Directory!.Checkpoints.PathOf(2), "damaged");
        Assert.False(Pull());

        Assert.True(_copy.TryClaim());

        Assert.True(Pull());
        Assert.Equal(2, _copy.Directory.Checkpoints.ReadNewest(out _)!.Step);
    }

    [Fact]
    public void Takeover_uses_a_greater_incarnation_than_any_known_one()
    {
        Assert.Equal(1, Replica("fresh").TakeOver());
        Record(incarnation: 7, steps: [1]);
        _copy.Pull(_original.State with { Incarnation = 70 }, _source);
        var mine = _copy.TakeOver();
        Assert.Equal(1, Incarnations.Term(mine));
        Assert.True(mine > 70);
        Assert.Equal(2, Incarnations.Term(_copy.TakeOver()));
    }

    [Fact]
    public void Folder_of_a_replica_is_locked()
    {
        Record(incarnation: 1, steps: [1]);
        Pull();
        Assert.Throws<InvalidInputException>(() => _copy.Directory!.Lock());
        _copy.TransferClaim()!.Dispose();
        _copy.Directory!.Lock().Dispose();
    }

    [Fact]
    public void Shared_files_are_tracked_not_copied_and_claimed_at_takeover()
    {
        Record(incarnation: 1, steps: [1]);
        using var sharing = Replica("original");
        Assert.False(sharing.Pull(_original.State, _source));
        Record(incarnation: 1, steps: [2], from: 1);
        Assert.False(sharing.Pull(_original.State, _source));

        Assert.Equal(0, _source.Copies);
        Assert.Equal(_run.Path, sharing.Directory!.Path);
        Assert.Equal(new CheckpointVersion(1, 2), sharing.State.Newest);
        using (_run.Lock())
            Assert.False(sharing.TryClaim());
        Assert.True(sharing.TryClaim());
        Assert.False(sharing.Pull(_original.State, _source));
        Assert.Null(_run.TryLock());
        Assert.Equal(1, Incarnations.Term(sharing.TakeOver()));
    }

    [Fact]
    public void Standby_with_shared_files_neither_claims_nor_changes_them()
    {
        Record(incarnation: 1, steps: [1, 2]);
        _run.WriteSummary(Outcome("any") with { StopReason = StopReason.Interrupted });
        using var first = Replica("original");
        using var second = Replica("original");
        first.Open(_run, _run.Description, RecordedRuns.State(1));
        second.Open(RunDirectory.Open(_run.Path), _run.Description, null);

        Assert.False(first.Pull(second.State, _source));
        Assert.False(second.Pull(first.State, _source));

        Assert.Equal(2, _run.Checkpoints.NewestStep());
        Assert.NotNull(_run.ReadSummary());
        _run.Lock().Dispose();
    }

    [Fact]
    public void Outcome_is_tracked_with_shared_files()
    {
        Record(incarnation: 1, steps: [1]);
        using var sharing = Replica("original");
        var outcome = Outcome(WeightsHash.Of(RecordedRuns.State(1).Parameters));
        _original.Complete(outcome);

        Assert.True(sharing.Pull(_original.State, _source));
        Assert.False(sharing.Pull(_original.State, _source));

        Assert.Equal(outcome.WeightsSha256, sharing.Outcome!.WeightsSha256);
    }

    [Fact]
    public void Unreported_outcome_is_found_when_the_folder_is_claimed()
    {
        Record(incarnation: 1, steps: [1]);
        using var sharing = Replica("original");
        sharing.Pull(_original.State, _source);
        _run.WriteSummary(Outcome("weights"));

        Assert.True(sharing.TryClaim());

        Assert.Equal("weights", sharing.Outcome!.WeightsSha256);
        Assert.NotNull(_run.ReadSummary());
    }

    [Fact]
    public void Run_on_a_shared_volume_is_found_without_a_peer()
    {
        Record(incarnation: 1, steps: [1]);
        using var sharing = Replica("original");

        Assert.True(sharing.TryClaim());

        Assert.Equal(_run.Description.RunId, sharing.Description!.RunId);
        Assert.Equal(new CheckpointVersion(1, 1), sharing.State.Newest);
        Assert.Equal(1, Incarnations.Term(sharing.TakeOver()));
    }

    [Fact]
    public void Takeover_without_a_checkpoint_uses_a_greater_incarnation()
    {
        using var sharing = Replica("original");
        Assert.True(sharing.TryClaim());
        Assert.Equal(1, Incarnations.Term(sharing.TakeOver()));
    }

    [Fact]
    public void Added_epochs_apply_to_a_shared_folder()
    {
        Record(incarnation: 1, steps: [1]);
        var longer = _run.Description.Spec with { Epochs = _run.Description.Spec.Epochs + 1 };
        _run.WriteSummary(Outcome("weights of fewer epochs"));
        using var sharing = Replica("original", longer);

        Assert.False(sharing.Pull(_original.State, _source));
        Assert.True(sharing.TryClaim());

        Assert.Equal(longer, sharing.Description!.Spec);
        Assert.Null(sharing.Outcome);
    }

    [Fact]
    public void Folder_copied_by_hand_is_distinguished_from_a_shared_one()
    {
        _run.CopyId();
        var copied = RunDirectory.Create(Path.Combine(_folder, "copied"), _run.Description);
        File.Copy(Path.Combine(_run.Path, "copy.id"), Path.Combine(copied.Path, "copy.id"));
        Record(incarnation: 1, steps: [1]);
        using var replica = Replica("copied");

        Assert.Contains(
            "remove copy.id", Assert.Throws<InvalidInputException>(() => replica.Pull(_original.State, _source)).Message,
            StringComparison.Ordinal);
        Assert.Null(replica.State.Newest);
    }

    [Fact]
    public void Folder_locked_by_another_process_is_not_written()
    {
        Record(incarnation: 1, steps: [1]);
        var mine = RunDirectory.Create(Path.Combine(_folder, "mine"), _run.Description);
        using var writer = mine.Lock();
        using var replica = Replica("mine");
        replica.Open(mine, mine.Description, null);

        Assert.Contains(
            "another process", Assert.Throws<InvalidInputException>(() => replica.Pull(_original.State, _source)).Message,
            StringComparison.Ordinal);
        Assert.Equal(0, _source.Copies);
    }

    private static RunSummary Outcome(string weights) =>
        new("r", new SummaryDataset("digits", "ab", 10, 5), "3-2", 8, 1, 1, 20, [], 0.5, 0.9, 1, 10, weights);

    private bool Pull() => _copy.Pull(_original.State, _source);

    private RunReplica Replica(string name, TrainingSpec? spec = null)
    {
        var samples = SampleSet.FromClasses(new float[10 * 3], 3, new int[10], 2);
        RunDirectory? Find() => Path.Combine(_folder, name) is var path && RunDirectory.Exists(path) ? RunDirectory.Open(path) : null;
        return new RunReplica(
            spec ?? _run.Description.Spec, new Dataset("digits", "ab", samples, samples),
            run => Find() ?? RunDirectory.Create(Path.Combine(_folder, name), run),
            Find);
    }

    private void Record(int incarnation, int[] steps, long from = 0)
    {
        using var recorder = Recorder(from);
        foreach (var step in steps)
        {
            recorder.Record(RecordedRuns.Steps(step));
            recorder.Checkpoint(RecordedRuns.State(step) with { Incarnation = incarnation });
        }

        recorder.Complete();
    }

    private RunRecorder Recorder(long from) => new(
        _run, from == 0 ? null : RecordedRuns.State(from), new RecorderOptions { OnCheckpoint = _original.RecordCheckpoint });

    /// <summary>Reads the files of the original.</summary>
    private sealed class Folder(string path) : IRunFileSource
    {
        private readonly List<(string Name, long Offset)> _copied = [];

        public int Copies => _copied.Count;

        public long[] OffsetsOf(string name) => [.. _copied.Where(copy => copy.Name == name).Select(copy => copy.Offset)];

        public void Copy(string name, long offset, Stream destination)
        {
            _copied.Add((name, offset));
            using var file = File.OpenRead(Path.Combine(path, name));
            file.Position = offset;
            file.CopyTo(destination);
        }
    }
}
