using ActorNet.Learning;
using ActorNet.Models.Files;
using ActorNet.Models.Runs;
using ActorNet.Testing;

namespace ActorNet.Models.Tests.Runs;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_with_only_temporary_files_is_free()
    {
        var path = _folder["run"];
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "run.json.17-1.tmp"), "{");

        var run = RunDirectory.Create(path, Samples.Run);

        using (run.Lock())
            Assert.Equal(["run.json", "run.lock"], Directory.GetFiles(path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Run_reads_back_its_description()
    {
        RunDirectory.Create(_folder["a/b/run"], Samples.Run);

        var read = RunDirectory.Open(_folder["a/b/run"]).Description;

        Assert.Equal(Samples.Run.Spec, read.Spec);
        Assert.Equal(JsonFormat.Text(Samples.Run), JsonFormat.Text(read));
        Assert.Equal(["run.json"], Directory.EnumerateFileSystemEntries(_folder["a/b/run"]).Select(Path.GetFileName));
    }

    [Fact]
    public void Run_id_is_the_time_and_a_hash_of_spec_and_data()
    {
        Assert.Matches("^20261122-201530-[0-9a-f]{4}$", Samples.Run.RunId);
        var ids = new[]
        {
            RunDescription.Create(Samples.Spec, Samples.Data, "p", Samples.Now),
            RunDescription.Create(Samples.Spec with { Seed = 3 }, Samples.Data, "p", Samples.Now),
            RunDescription.Create(Samples.Spec, Samples.Data with { Sha256 = "b" }, "p", Samples.Now),
        }.Select(run => run.RunId).ToList();
        Assert.Equal(Samples.Run.RunId, ids[0]);
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public void Run_description_has_an_explicit_micro_batch_size() =>
        Assert.Equal(3, RunDescription.Create(
            Samples.Spec with { BatchSize = 24, MicroBatchSize = null }, Samples.Data, "p", Samples.Now).Spec.MicroBatchSize);

    [Fact]
    public void Runs_of_the_same_second_get_different_folders()
    {
        var runs = Enumerable.Range(0, 3).Select(_ => RunDirectory.CreateUnder(_folder["runs"], Samples.Run)).ToList();

        Assert.Equal([Samples.Run.RunId, Samples.Run.RunId + "-2", Samples.Run.RunId + "-3"], runs.Select(run => run.Description.RunId));
        Assert.All(runs, run => Assert.Equal(run.Description.RunId, Path.GetFileName(run.Path)));
        Assert.All(runs, run => Assert.Equal(run.Description.RunId, RunDirectory.Open(run.Path).Description.RunId));
    }

    [Fact]
    public async Task Runs_created_concurrently_get_different_folders()
    {
        var tasks = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => RunDirectory.CreateUnder(_folder["runs"], Samples.Run).Path,
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

        var paths = await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(8, paths.Distinct().Count());
        Assert.Equal(8, Directory.GetDirectories(_folder["runs"]).Length);
        Assert.Equal(8, Directory.GetFiles(_folder["runs"], "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void Run_can_be_created_in_an_empty_folder()
    {
        Directory.CreateDirectory(_folder["volume"]);

        RunDirectory.Create(_folder["volume"], Samples.Run);

        RunDirectory.Open(_folder["volume"]);
    }

    [Fact]
    public void Run_is_not_created_in_a_non_empty_folder()
    {
        Directory.CreateDirectory(_folder["taken"]);
        File.WriteAllText(_folder["taken/thesis.txt"], "precious");

        Assert.Throws<InvalidInputException>(() => RunDirectory.CheckFree(_folder["taken"]));
        Assert.Throws<InvalidInputException>(() => RunDirectory.Create(_folder["taken"], Samples.Run));
        Assert.Equal([_folder["taken/thesis.txt"]], Directory.GetFileSystemEntries(_folder["taken"]));
    }

    [Fact]
    public void Run_below_a_file_is_rejected_and_nothing_is_created()
    {
        File.WriteAllText(_folder["file"], "");

        Assert.Throws<InvalidInputException>(() => RunDirectory.CheckFree(_folder["file/a/run"]));
        Assert.Throws<InvalidInputException>(() => RunDirectory.Create(_folder["file/a/run"], Samples.Run));
        Assert.Throws<InvalidInputException>(() => RunDirectory.CreateUnder(_folder["file/runs"], Samples.Run));
        Assert.Equal([_folder["file"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Failed_creation_leaves_no_folders()
    {
        // The name is too long for any file system, but its parent folders can be created.
        var path = _folder["new/folders/" + new string('x', 300)];

        Assert.Throws<InvalidInputException>(() => RunDirectory.Create(path, Samples.Run));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void Damaged_description_is_reported(string text)
    {
        var run = RunDirectory.Create(_folder["run"], Samples.Run);
        File.WriteAllText(Path.Combine(run.Path, "run.json"), text);

        Assert.Contains(
            "run.json", Assert.Throws<InvalidInputException>(() => RunDirectory.Open(run.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"relu\"", "\"rleu\"")]
    [InlineData("\"5-4-3\"", "\"5-0-3\"")]
    [InlineData("\"step:3:0.7\"", "\"step:3\"")]
    [InlineData("\"batchSize\": 24", "\"batchSize\": null")]
    [InlineData("\"batchSize\": 24", "\"batchsize\": 24")]
    [InlineData("\"version\": 1", "\"version\": 2")]
    public void Description_with_an_invalid_value_is_rejected(string right, string wrong)
    {
        var run = RunDirectory.Create(_folder["run"], Samples.Run);
        var file = Path.Combine(run.Path, "run.json");
        var text = File.ReadAllText(file);
        Assert.Contains(right, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Throws<InvalidInputException>(() => RunDirectory.Open(run.Path));
    }

    [Fact]
    public void Run_is_locked_by_one_writer_at_a_time()
    {
        var run = RunDirectory.Create(_folder["run"], Samples.Run);
        using (run.Lock())
            Assert.Contains("another process", Assert.Throws<InvalidInputException>(run.Lock).Message, StringComparison.Ordinal);
        run.Lock().Dispose();
        Assert.False(File.Exists(Path.Combine(run.Path, "run.lock")));
    }

    [Fact]
    public void Lock_deletes_temporary_files_of_killed_writers()
    {
        var run = RunDirectory.Create(_folder["run"], Samples.Run);
        run.Checkpoints.Write(Samples.State(5));
        var leftovers = new[] { Path.Combine(run.Path, "summary.json.12-3.tmp"), run.Checkpoints.PathOf(6) + ".12-3.tmp" };
        foreach (var path in leftovers)
            File.WriteAllText(path, "half");

        using (run.Lock())
            Assert.Throws<InvalidInputException>(run.Lock);

        Assert.All(leftovers, path => Assert.False(File.Exists(path)));
        Assert.Equal(5, run.Checkpoints.ReadNewest(out _)!.Step);
    }

    [Fact]
    public void Failed_lock_keeps_temporary_files()
    {
        var run = RunDirectory.Create(_folder["run"], Samples.Run);
        var temporary = Path.Combine(run.Path, "summary.json.12-3.tmp");
        using (run.Lock())
        {
            File.WriteAllText(temporary, "half");
            Assert.Throws<InvalidInputException>(run.Lock);
            Assert.True(File.Exists(temporary));
        }
    }

    [Fact]
    public void Reopened_run_has_no_result()
    {
        var run = RunDirectory.Create(_folder["run"], Samples.Run);
        var failure = new RunFailure(RunFailure.Diverged, 7, "The loss is not finite.");
        run.WriteSummary(RunSummaryTests.Summary);
        run.WriteFailure(failure);
        run.WriteModel(Samples.Vector(1));
        Assert.Equal(failure, run.ReadFailure());

        run.Reopen(run.Description with { Spec = run.Description.Spec with { Epochs = 99 } }, step: long.MaxValue);

        Assert.Null(run.ReadSummary());
        Assert.Null(run.ReadFailure());
        Assert.False(File.Exists(run.ModelPath));
        Assert.Equal(99, RunDirectory.Open(run.Path).Description.Spec.Epochs);
    }

    [Fact]
    public void Failed_write_keeps_the_old_file()
    {
        File.WriteAllText(_folder["f"], "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(_folder["f"], stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));

        Assert.Equal("old", File.ReadAllText(_folder["f"]));
        Assert.Equal([_folder["f"]], Directory.GetFileSystemEntries(_folder.Path));
    }
}
