using System.Globalization;
using ActorNet.Learning;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Testing;

namespace ActorNet.Models.Tests.Runs;

public sealed class CheckpointFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunDirectory _run;

    public CheckpointFolderTests() => _run = RunDirectory.Create(_folder["run"], Samples.Run);

    private CheckpointFolder Checkpoints => _run.Checkpoints;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Newest_intact_checkpoint_is_read_and_damaged_newer_ones_are_reported()
    {
        Assert.Null(Checkpoints.ReadNewest(out var damaged));
        Assert.Empty(damaged);
        Assert.Null(Checkpoints.NewestStep());
        foreach (var step in new long[] { 5, 999_999_999, 20 })
            Checkpoints.Write(Samples.State(step));
        Assert.Equal(999_999_999, Checkpoints.ReadNewest(out damaged)!.Step);
        Assert.Empty(damaged);

        File.WriteAllText(Checkpoints.PathOf(999_999_999), "torn");

        Assert.Equal(20, Checkpoints.ReadNewest(out damaged)!.Step);
        Assert.Contains("step-999999999", Assert.Single(damaged), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "999999999")]
    [InlineData(3, "15 20 999999999")]
    [InlineData(5, "5 10 15 20 999999999")]
    [InlineData(1000, "5 10 15 20 999999999")]
    public void Newest_checkpoints_are_kept(int kept, string steps)
    {
        foreach (var step in new long[] { 5, 10, 15, 999_999_999, 20 })
            Checkpoints.Write(Samples.State(step, withBest: false), kept);

        Assert.Equal(steps, Steps());
    }

    /// <summary>118 training samples in minibatches of 24: 5 steps per epoch.</summary>
    [Fact]
    public void Best_epochs_checkpoint_is_kept_until_another_epoch_is_better()
    {
        foreach (var (step, bestEpoch) in new[] { (5, 1), (7, 1), (10, 2), (12, 2), (15, 2), (20, 2), (25, 2) })
            Checkpoints.Write(State(step, bestEpoch), kept: 2);
        Assert.Equal("10 20 25", Steps());

        Checkpoints.Write(State(30, bestEpoch: 6), kept: 2);
        Assert.Equal("25 30", Steps());

        Checkpoints.Write(State(35, bestEpoch: 6), kept: 2);
        Checkpoints.Write(State(40, bestEpoch: 6), kept: 2);
        Assert.Equal("30 35 40", Steps());
    }

    [Fact]
    public void RemoveFrom_deletes_this_and_later_steps()
    {
        foreach (var step in new[] { 5, 10, 15 })
            Checkpoints.Write(Samples.State(step));

        Checkpoints.RemoveFrom(10);

        Assert.Equal("5", Steps());
        Assert.Equal(5, Checkpoints.NewestStep());
    }

    [Fact]
    public void Failed_checkpoint_write_leaves_no_file()
    {
        Checkpoints.Write(Samples.State(5));
        // A folder in place of the file: only the final rename fails.
        Directory.CreateDirectory(Checkpoints.PathOf(10));

        Assert.ThrowsAny<Exception>(() => Checkpoints.Write(Samples.State(10)));

        Assert.Equal([Checkpoints.PathOf(5)], Directory.GetFiles(Checkpoints.Path));
    }

    [Fact]
    public void Adopted_checkpoint_replaces_those_of_later_steps()
    {
        foreach (var step in new[] { 5, 10, 15, 20 })
            Checkpoints.Write(Samples.State(step, withBest: false), kept: 3);
        var bytes = File.ReadAllBytes(Checkpoints.PathOf(15));

        var adopted = Checkpoints.Adopt(15, stream => stream.Write(bytes), kept: 2);

        Assert.Equal(15, adopted.Step);
        Assert.Equal("10 15", Steps());
    }

    [Fact]
    public void Damaged_or_misnamed_checkpoint_is_not_adopted()
    {
        Checkpoints.Write(Samples.State(5));
        var bytes = File.ReadAllBytes(Checkpoints.PathOf(5));

        Assert.Throws<InvalidInputException>(() => Checkpoints.Adopt(10, stream => stream.Write(bytes)));
        Assert.Throws<InvalidInputException>(() => Checkpoints.Adopt(10, stream => stream.Write(bytes.AsSpan(1))));
        Assert.Throws<IOException>(() => Checkpoints.Adopt(10, _ => throw new IOException("gone")));

        Assert.Equal([Checkpoints.PathOf(5)], Directory.GetFiles(Checkpoints.Path));
    }

    private static TrainingState State(long step, int bestEpoch) =>
        Samples.State(step) with { Best = new BestEpoch(bestEpoch, 0.5, Samples.Vector(4)) };

    private string Steps() => string.Join(' ', Directory.GetFiles(Checkpoints.Path)
        .Select(path => long.Parse(Path.GetFileNameWithoutExtension(path)["step-".Length..], CultureInfo.InvariantCulture)).Order());
}
