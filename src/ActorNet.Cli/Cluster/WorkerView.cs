using System.Text.Json;
using ActorNet.Cli.Console;
using ActorNet.Computing.Serving;
using ActorNet.Models.Files;

namespace ActorNet.Cli.Cluster;

/// <summary>Shows the events of a worker process: as lines, with a live row below them on a terminal, as JSON, or not at all.</summary>
internal sealed class WorkerView : IDisposable
{
    private readonly CliContext _context;
    private readonly bool _isJson;
    private readonly bool _isQuiet;
    private readonly WorkerPicture? _picture;
    private readonly LiveTerminal? _terminal;

    public WorkerView(CliContext context, bool json, bool quiet)
    {
        (_context, _isJson, _isQuiet) = (context, json, quiet);
        if (json || quiet || !context.IsLiveTerminal)
            return;
        var console = ViewFactory.Terminal(context);
        _picture = new WorkerPicture(Counters, context.Time, console.Profile);
        _terminal = new LiveTerminal(console, _picture.Draw, context);
    }

    public WorkerCounters Counters { get; } = new();

    public void Begin() => _terminal?.Start();

    public void Show(WorkerEvent workerEvent)
    {
        if (_isQuiet)
            return;
        _picture?.Record(workerEvent);
        if ((_isJson ? JsonOf(workerEvent) : TextOf(workerEvent)) is not { } line)
            return;
        if (_terminal is not null)
        {
            _terminal.WriteLine(line);
            return;
        }

        _context.Out.WriteLine(_isJson ? line : TerminalText.Escape(line));
        _context.Out.Flush();
    }

    public void Warn(string sentence)
    {
        if (_terminal is not null)
            _terminal.Warn(sentence);
        else
            _context.Error.WriteLine(sentence);
    }

    public void Dispose() => _terminal?.Dispose();

    /// <summary>
    /// {"event":"run-joined","runId":...}: the name of its type in kebab-case first, as the coordinator's events have it.
    /// </summary>
    private static string JsonOf(WorkerEvent workerEvent)
    {
        var line = JsonSerializer.SerializeToNode(workerEvent, workerEvent.GetType(), JsonFormat.Options)!.AsObject();
        line.Insert(0, "event", JsonNamingPolicy.KebabCaseLower.ConvertName(workerEvent.GetType().Name));
        return line.ToJsonString(JsonFormat.Options);
    }

    private static string? TextOf(WorkerEvent workerEvent) => workerEvent switch
    {
        CoordinatorAwaited awaited => awaited.Reason,
        CoordinatorFound found => $"Found the coordinator of run {found.RunId} at {found.Endpoint}",
        DatasetReceived { WasCached: true } data => $"Data set {data.Name} is in the cache",
        DatasetReceived data when data.Received == data.Total =>
            Invariant($"Received data set {data.Name}, {data.Received / 1e6:F1} of {data.Total / 1e6:F1} MB, verified"),
        RunJoined joined => $"Computing for run {joined.RunId} as {joined.Worker}",
        RunLeft { ComesBack: true } left => $"Left run {left.RunId}: {left.Reason.TrimEnd('.')}; looking for a run to join",
        RunLeft left => $"Left run {left.RunId}: {left.Reason.TrimEnd('.')}",
        _ => null,
    };
}
