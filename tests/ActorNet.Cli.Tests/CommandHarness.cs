using System.Text.Json;
using ActorNet.Cli.Context;
using ActorNet.Data.Mnist;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Cli.Tests;

/// <summary>The command in a folder of its own, with everything it writes at hand.</summary>
internal sealed class CommandHarness : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public CommandHarness()
    {
        Context = new CliContext
        {
            Out = TextWriter.Synchronized(_out),
            Error = TextWriter.Synchronized(_error),
            WorkingDirectory = Folder,
            Time = Clock,
            Processors = 3,
            Train = Trainer.TrainAsync,
            CheckListening = (_, _) => Task.CompletedTask,
            Load = FakeData.Load,
            Mnist = new MnistSource(new HttpClient(new UnreachableNetwork()), TimeProvider.System),
            Folders = folder => new DataFolders(folder, null, Path.Combine(Folder, "cache")),
            ExitAtOnce = code => ExitedAtOnceWith = code,
        };
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("actornet-cli-").FullName;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 20, 15, 30, TimeSpan.Zero));

    public FakeTrainer Trainer { get; } = new();

    public CliContext Context { get; set; }

    public int? ExitedAtOnceWith { get; private set; }

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public IReadOnlyList<string> OutLines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The one run under runs/.</summary>
    public string RunFolder => Assert.Single(Directory.GetDirectories(Path.Combine(Folder, "runs")));

    public JsonElement Json(params string[] path) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine([RunFolder, .. path]))).RootElement;

    public Task<int> RunAsync(params string[] arguments)
    {
        _out.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        return ActorNetCommand.RunAsync(arguments, Context).WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Trains with the real engine from now on.</summary>
    public CommandHarness WithRealEngine()
    {
        Context = Context with
        {
            Time = TimeProvider.System,
            Train = (spec, dataset, options, onEvent, token) => ActorNet.Trainer.TrainAsync(spec, dataset, options, onEvent, token),
        };
        return this;
    }

    /// <summary>Makes a file in the folder.</summary>
    public string Write(string name, string text = "")
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private sealed class UnreachableNetwork : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("Network is unreachable");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
