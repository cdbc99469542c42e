using ActorNet.Models.Recording;
using ActorNet.Protocol;
using ActorNet.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Models.Tests.Recording;

public sealed class TensorBoardLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-board-").FullName;
    private readonly List<string> _reported = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Events_of_a_run_become_scalars()
    {
        using (var log = Log(null))
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
        Assert.Empty(_reported);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(0L, 1)]
    [InlineData(7L, 1)]
    public void Steps_that_are_done_again_are_void(long? goesOnFrom, int expected)
    {
        var whole = LengthOf(goesOnFrom, _ => { });
        Assert.Equal(expected, (whole - LengthOf(null, _ => { })) / SessionStartBytes);
        Assert.True(LengthOf(goesOnFrom, log => log.Record(RecordedRuns.Rewound(3))) > whole);
    }

    /// <summary>The length, two checksums, and an event of a time, a step and a session's start.</summary>
    private const int SessionStartBytes = 16 + 15;

    private long LengthOf(long? goesOnFrom, Action<TensorBoardLog> act)
    {
        using (var log = Log(goesOnFrom))
            act(log);
        var file = Assert.Single(Directory.GetFiles(_folder));
        var length = new FileInfo(file).Length;
        File.Delete(file);
        return length;
    }

    private TensorBoardLog Log(long? goesOnFrom) => new(_folder, "w", goesOnFrom, new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(100)), _reported.Add);
}
