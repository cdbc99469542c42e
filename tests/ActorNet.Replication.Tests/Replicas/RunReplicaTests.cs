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

/// <summary>A run is recorded in one folder and copied to another, by hand instead of over a link.</summary>
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
    public void Run_is_adopted_as_it_is_and_its_newest_checkpoint_with_what_happened_before()
    {
        Record(incarnation: 1, steps: [1, 2, 3]);
        Assert.True(Take());

        Assert.Equal(File.ReadAllText(Path.Combine(_run.Path, "run.json")), File.ReadAllText(Path.Combine(_copy.Directory!.Path, "run.json")));
        Assert.Equal(3, _copy.Directory.Checkpoints.ReadNewest(out _)!.Step);
        Assert.Equal(File.ReadAllText(_run.MetricsPath), File.ReadAllText(_copy.Directory.MetricsPath));
        Assert.Equal(new CheckpointVersion(1, 3), _copy.Holding.Newest);
    }

    [Fact]
    public void Nothing_is_taken_twice()
    {
        Record(incarnation: 1, steps: [1]);
        Assert.True(Take());
        var read = _source.Copies;
        Assert.False(Take());
        Assert.Equal(read, _source.Copies);
    }

    [Fact]
    public void Metrics_grow_by_what_is_new()
    {
        Record(incarnation: 1, steps: [1, 2]);
        Take();
        Record(incarnation: 1, steps: [3, 4], from: 2);
        Take();

        Assert.Equal(File.ReadAllText(_run.MetricsPath), File.ReadAllText(_copy.Directory!.MetricsPath));
        Assert.Equal([0, new FileInfo(_run.MetricsPath).Length / 2], _source.OffsetsOf("metrics.jsonl"));
    }

    [Fact]
    public void What_was_taken_of_steps_that_are_void_is_removed()
    {
        Record(incarnation: 1, steps: [1, 2, 3, 4]);
        Take();
        using (var recorder = Recorder(from: 4))
        {
            recorder.Record(RecordedRuns.Rewound(2));
            recorder.Record(RecordedRuns.Steps(3));
            recorder.Checkpoint(RecordedRuns.State(2) with { Incarnation = 2 });
            recorder.Complete();
        }

        Assert.True(Take());

        Assert.Equal(2, _copy.Directory!.Checkpoints.NewestStep());
        Assert.Equal(File.ReadAllText(_run.MetricsPath), File.ReadAllText(_copy.Directory.MetricsPath));
    }

    [Fact]
    public void Older_checkpoint_is_not_taken()
    {
        Record(incarnation: 1, steps: [1, 2]);
        Take();
        var theirs = _original.Holding;
        Assert.False(_copy.Take(theirs with { Newest = new CheckpointVersion(1, 1) }, _source));
        Assert.False(_copy.Take(theirs with { Newest = new CheckpointVersion(0, 9) }, _source));
        Assert.Equal(2, _copy.Directory!.Checkpoints.NewestStep());
    }

    [Theory]
    [InlineData(1, 5, 1, 4, true)]
    [InlineData(1, 5, 1, 5, false)]
    [InlineData(2, 1, 1, 5, true)]
    [InlineData(1, 5, 2, 1, false)]
    public void Greater_incarnation_is_newer_and_among_equals_the_later_step(int incarnation, long step, int otherIncarnation, long otherStep, bool isNewer)
    {
        var checkpoint = new CheckpointVersion(incarnation, step);
        Assert.Equal(isNewer, checkpoint.IsNewerThan(new CheckpointVersion(otherIncarnation, otherStep)));
        Assert.True(checkpoint.IsNewerThan(null));
    }

    [Fact]
    public void Damaged_checkpoint_is_not_taken_and_what_there_was_stays()
    {
        Record(incarnation: 1, steps: [1]);
        Take();
        Record(incarnation: 1, steps: [2], from: 1);
        var path = _run.Checkpoints.PathOf(2);
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Throws<InvalidInputException>(() => Take());

        Assert.Equal(1, _copy.Directory!.Checkpoints.ReadNewest(out var damaged)!.Step);
        Assert.Empty(damaged);
        Assert.Equal(new CheckpointVersion(1, 1), _copy.Holding.Newest);
    }

    [Fact]
    public void Another_run_and_another_training_are_refused()
    {
        Record(incarnation: 1, steps: [1]);
        Take();
        var theirs = _original.Holding;
        var otherRun = theirs with { Run = theirs.Run! with { RunId = "other" } };
        Assert.Contains("give another folder for the run", Assert.Throws<InvalidInputException>(() => _copy.Take(otherRun, _source)).Message, StringComparison.Ordinal);
        var otherSpec = theirs with { Run = theirs.Run with { Spec = theirs.Run.Spec with { Seed = 2 } } };
        Assert.Contains("other options", Assert.Throws<InvalidInputException>(() => _copy.Take(otherSpec, _source)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outcome_is_taken_with_the_model()
    {
        Record(incarnation: 1, steps: [1, 2]);
        var outcome = Outcome(WeightsHash.Of(RecordedRuns.State(2).Parameters));
        _original.Complete(outcome with { StopReason = StopReason.Interrupted });
        Take();
        Assert.Null(_copy.Outcome);

        _original.Complete(outcome);
        Assert.True(Take());

        Assert.Equal(outcome.WeightsSha256, _copy.Outcome!.WeightsSha256);
        Assert.Equal(outcome.WeightsSha256, _copy.Directory!.ReadSummary()!.WeightsSha256);
        Assert.True(File.Exists(_copy.Directory.ModelPath));
    }

    [Fact]
    public void Outcome_is_not_taken_with_weights_that_are_not_its_own()
    {
        Record(incarnation: 1, steps: [1]);
        _original.Complete(Outcome("other weights"));

        Assert.Throws<InvalidInputException>(() => Take());

        Assert.Null(_copy.Outcome);
        Assert.Null(_copy.Directory!.ReadSummary());
    }

    [Fact]
    public void Run_that_was_begun_and_lost_before_anybody_heard_of_it_gives_way()
    {
        var mine = RunDirectory.Create(Path.Combine(_folder, "begun"), _run.Description with { RunId = "begun" });
        using var replica = Replica("begun");
        replica.Open(mine, mine.Description, null);
        Assert.False(replica.Take(_original.Holding, _source));
        Record(incarnation: 1, steps: [1]);

        Assert.True(replica.Take(_original.Holding, _source));

        Assert.Equal(_run.Description.RunId, RunDirectory.Open(mine.Path).Description.RunId);
        Assert.Equal(1, mine.Checkpoints.ReadNewest(out _)!.Step);
    }

    [Fact]
    public void Copy_that_was_damaged_since_does_not_count()
    {
        Record(incarnation: 1, steps: [1, 2]);
        Take();
        File.WriteAllText(_copy.Directory!.Checkpoints.PathOf(2), "damaged");
        Assert.False(Take());

        Assert.True(_copy.TryClaim());

        Assert.True(Take());
        Assert.Equal(2, _copy.Directory.Checkpoints.ReadNewest(out _)!.Step);
    }

    [Fact]
    public void Whoever_takes_over_has_a_greater_number_than_anybody_had_it_knows_of()
    {
        Assert.Equal(1, Replica("fresh").TakeOver());
        Record(incarnation: 7, steps: [1]);
        _copy.Take(_original.Holding with { Incarnation = 70 }, _source);
        var mine = _copy.TakeOver();
        Assert.Equal(1, Incarnations.Term(mine));
        Assert.True(mine > 70);
        Assert.Equal(2, Incarnations.Term(_copy.TakeOver()));
    }

    [Fact]
    public void Folder_of_a_copy_is_nobody_elses()
    {
        Record(incarnation: 1, steps: [1]);
        Take();
        Assert.Throws<InvalidInputException>(() => _copy.Directory!.Lock());
        _copy.GiveClaim()!.Dispose();
        _copy.Directory!.Lock().Dispose();
    }

    [Fact]
    public void Shared_files_are_not_copied_but_heard_of_and_claimed_when_it_is_time()
    {
        Record(incarnation: 1, steps: [1]);
        using var sharing = Replica("original");
        Assert.False(sharing.Take(_original.Holding, _source));
        Record(incarnation: 1, steps: [2], from: 1);
        Assert.False(sharing.Take(_original.Holding, _source));

        Assert.Equal(0, _source.Copies);
        Assert.Equal(_run.Path, sharing.Directory!.Path);
        Assert.Equal(new CheckpointVersion(1, 2), sharing.Holding.Newest);
        using (_run.Lock())
            Assert.False(sharing.TryClaim());
        Assert.True(sharing.TryClaim());
        Assert.False(sharing.Take(_original.Holding, _source));
        Assert.Null(_run.TryLock());
        Assert.Equal(1, Incarnations.Term(sharing.TakeOver()));
    }

    [Fact]
    public void Standing_by_with_shared_files_claims_and_changes_nothing()
    {
        Record(incarnation: 1, steps: [1, 2]);
        _run.WriteSummary(Outcome("any") with { StopReason = StopReason.Interrupted });
        using var first = Replica("original");
        using var second = Replica("original");
        first.Open(_run, _run.Description, RecordedRuns.State(1));
        second.Open(RunDirectory.Open(_run.Path), _run.Description, null);

        Assert.False(first.Take(second.Holding, _source));
        Assert.False(second.Take(first.Holding, _source));

        Assert.Equal(2, _run.Checkpoints.NewestStep());
        Assert.NotNull(_run.ReadSummary());
        _run.Lock().Dispose();
    }

    [Fact]
    public void End_of_a_run_is_heard_of_where_the_files_are_shared()
    {
        Record(incarnation: 1, steps: [1]);
        using var sharing = Replica("original");
        var outcome = Outcome(WeightsHash.Of(RecordedRuns.State(1).Parameters));
        _original.Complete(outcome);

        Assert.True(sharing.Take(_original.Holding, _source));
        Assert.False(sharing.Take(_original.Holding, _source));

        Assert.Equal(outcome.WeightsSha256, sharing.Outcome!.WeightsSha256);
    }

    [Fact]
    public void Outcome_that_was_written_and_not_told_is_found_when_the_folder_is_claimed()
    {
        Record(incarnation: 1, steps: [1]);
        using var sharing = Replica("original");
        sharing.Take(_original.Holding, _source);
        _run.WriteSummary(Outcome("weights"));

        Assert.True(sharing.TryClaim());

        Assert.Equal("weights", sharing.Outcome!.WeightsSha256);
        Assert.NotNull(_run.ReadSummary());
    }

    [Fact]
    public void Run_that_was_begun_on_a_shared_volume_and_lost_before_anybody_heard_of_it_is_found()
    {
        Record(incarnation: 1, steps: [1]);
        using var sharing = Replica("original");

        Assert.True(sharing.TryClaim());

        Assert.Equal(_run.Description.RunId, sharing.Description!.RunId);
        Assert.Equal(new CheckpointVersion(1, 1), sharing.Holding.Newest);
        Assert.Equal(1, Incarnations.Term(sharing.TakeOver()));
    }

    [Fact]
    public void Run_that_is_found_without_a_checkpoint_is_taken_over_with_a_greater_number_than_it_began_with()
    {
        using var sharing = Replica("original");
        Assert.True(sharing.TryClaim());
        Assert.Equal(1, Incarnations.Term(sharing.TakeOver()));
    }

    [Fact]
    public void Epochs_that_were_added_count_whoever_writes_them_to_the_shared_folder()
    {
        Record(incarnation: 1, steps: [1]);
        var longer = _run.Description.Spec with { Epochs = _run.Description.Spec.Epochs + 1 };
        _run.WriteSummary(Outcome("weights of fewer epochs"));
        using var sharing = Replica("original", longer);

        Assert.False(sharing.Take(_original.Holding, _source));
        Assert.True(sharing.TryClaim());

        Assert.Equal(longer, sharing.Description!.Spec);
        Assert.Null(sharing.Outcome);
    }

    [Fact]
    public void Folder_that_was_copied_by_hand_is_told_from_a_shared_one()
    {
        _run.CopyId();
        var copied = RunDirectory.Create(Path.Combine(_folder, "copied"), _run.Description);
        File.Copy(Path.Combine(_run.Path, "copy.id"), Path.Combine(copied.Path, "copy.id"));
        Record(incarnation: 1, steps: [1]);
        using var replica = Replica("copied");

        Assert.Contains("remove copy.id", Assert.Throws<InvalidInputException>(() => replica.Take(_original.Holding, _source)).Message, StringComparison.Ordinal);
        Assert.Null(replica.Holding.Newest);
    }

    [Fact]
    public void Folder_that_somebody_else_writes_to_is_not_copied_to()
    {
        Record(incarnation: 1, steps: [1]);
        var mine = RunDirectory.Create(Path.Combine(_folder, "mine"), _run.Description);
        using var writer = mine.Lock();
        using var replica = Replica("mine");
        replica.Open(mine, mine.Description, null);

        Assert.Contains("another process", Assert.Throws<InvalidInputException>(() => replica.Take(_original.Holding, _source)).Message, StringComparison.Ordinal);
        Assert.Equal(0, _source.Copies);
    }

    private static RunSummary Outcome(string weights) =>
        new("r", new SummaryDataset("digits", "ab", 10, 5), "3-2", 8, 1, 1, 20, [], 0.5, 0.9, 1, 10, weights);

    private bool Take() => _copy.Take(_original.Holding, _source);

    private RunReplica Replica(string name, TrainingSpec? spec = null)
    {
        var samples = SampleSet.FromClasses(new float[10 * 3], 3, new int[10], 2);
        RunDirectory? Find() => Path.Combine(_folder, name) is var path && RunDirectory.Exists(path) ? RunDirectory.Open(path) : null;
        return new RunReplica(
            spec ?? _run.Description.Spec, new Dataset("digits", "ab", samples, samples), run => Find() ?? RunDirectory.Create(Path.Combine(_folder, name), run),
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
        _run, from == 0 ? null : RecordedRuns.State(from), new RecorderOptions { OnCheckpoint = _original.CheckpointWritten });

    /// <summary>The original's files.</summary>
    private sealed class Folder(string path) : IRunSource
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
