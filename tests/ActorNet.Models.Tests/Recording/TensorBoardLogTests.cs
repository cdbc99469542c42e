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

        // Tags are plain text in the file.
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
    public void Resume_and_rewind_write_a_session_start(long? resumedFrom, int expected)
    {
        var whole = LengthOf(resumedFrom, _ => { });
        Assert.Equal(expected, (whole - LengthOf(null, _ => { })) / SessionStartBytes);
        Assert.True(LengthOf(resumedFrom, log => log.Record(RecordedRuns.Rewound(3))) > whole);
    }

    /// <summary>The length, two checksums, and an event with a time, a step and a session start.</summary>
    private const int SessionStartBytes = 16 + 15;

    private long LengthOf(long? resumedFrom, Action<TensorBoardLog> act)
    {
        using (var log = Log(resumedFrom))
            act(log);
        var file = Assert.Single(Directory.GetFiles(_folder));
        var length = new FileInfo(file).Length;
        File.Delete(file);
        return length;
    }

    private TensorBoardLog Log(long? resumedFrom) =>
        new(_folder, "w", resumedFrom, new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(100)), _reported.Add);
}
