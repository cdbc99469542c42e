using ActorNet.Actors.Recording;
using ActorNet.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Actors.Tests.Recording;

public sealed class TensorBoardLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-board-").FullName;
    private readonly List<string> _troubles = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Events_of_a_run_become_scalars()
    {
        using (var log = Log(0))
        {
            log.Record(RecordedRuns.Steps(5));
            log.Record(RecordedRuns.Epoch(1));
            log.Record(new WorkerJoined("r", "w"));
        }

        // The tags stand in the file as they are.
        var text = File.ReadAllText(Assert.Single(Directory.GetFiles(_folder)), System.Text.Encoding.Latin1);
        Assert.All(
            ["loss/minibatch", "learning rate", "speed/samples per second", "speed/workers", "loss/train", "loss/test", "accuracy/test"],
            tag => Assert.Contains(tag, text, StringComparison.Ordinal));
        Assert.DoesNotContain("validation", text, StringComparison.Ordinal);
        Assert.Empty(_troubles);
    }

    [Fact]
    public void Each_file_has_a_name_of_its_own()
    {
        Log(0).Dispose();
        Assert.Throws<IOException>(() => Log(0));
        Assert.StartsWith("events.out.tfevents.0000000100.w", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder))), StringComparison.Ordinal);
    }

    private TensorBoardLog Log(long fromStep) => new(_folder, "w", fromStep, new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(100)), _troubles.Add);
}
