using ActorNet.Protocol;

namespace ActorNet.Cli.Tests.Cluster;

public sealed class WorkerCommandTests : IDisposable
{
    private static readonly WorkerEvent[] News =
    [
        new CoordinatorFound("127.0.0.1:4710", "r"),
        new DatasetReceived("digits", 5, 10, WasCached: false),
        new RunJoined("r", "w"),
        new RunLeft("r", "the run is over", ComesBack: false),
    ];

    private readonly CommandHarness _command = new();

    public WorkerCommandTests() => _command.Context = _command.Context with
    {
        Work = (_, onNews, _) =>
        {
            foreach (var news in News)
                onNews(news);
            return Task.CompletedTask;
        },
    };

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Each_news_is_a_json_object_with_its_name_first()
    {
        Assert.Equal(0, await _command.RunAsync("worker", "--join", "127.0.0.1:4710", "--json"));
        Assert.Equal(
            [
                """{"event":"coordinator-found","endpoint":"127.0.0.1:4710","runId":"r"}""",
                """{"event":"dataset-received","name":"digits","received":5,"total":10,"wasCached":false}""",
                """{"event":"run-joined","runId":"r","worker":"w"}""",
                """{"event":"run-left","runId":"r","reason":"the run is over","comesBack":false}""",
            ],
            _command.OutLines);
    }
}
