using System.Globalization;
using System.Text.Json;
using ActorNet.Cli.Context;
using ActorNet.Models.Files;
using ActorNet.Protocol;

namespace ActorNet.Cli.Cluster;

/// <summary>Shows the events of a worker process: as lines, as JSON, or not at all.</summary>
internal sealed class WorkerView
{
    private readonly TextWriter? _output;
    private readonly bool _isJson;
    private readonly bool _isLive;
    private int _tenths;

    private WorkerView(TextWriter? output, bool isJson, bool isLive) => (_output, _isJson, _isLive) = (output, isJson, isLive);

    /// <summary>The view for what was asked for.</summary>
    public static WorkerView Create(CliContext context, bool json, bool quiet) =>
        new(quiet ? null : context.Out, json, context.IsLiveTerminal && !json);

    public void Show(WorkerEvent news)
    {
        if (_output is null)
            return;
        if (_isJson)
            _output.WriteLine(JsonOf(news));
        else if (TextOf(news) is { } text)
            _output.WriteLine(text);
        _output.Flush();
    }

    /// <summary>{"event":"run-joined","runId":...}: the name of its type in kebab-case first, as the coordinator's events have it.</summary>
    private static string JsonOf(WorkerEvent news)
    {
        var line = JsonSerializer.SerializeToNode(news, news.GetType(), JsonFormat.Options)!.AsObject();
        line.Insert(0, "event", JsonNamingPolicy.KebabCaseLower.ConvertName(news.GetType().Name));
        return line.ToJsonString(JsonFormat.Options);
    }

    private string? TextOf(WorkerEvent news) => news switch
    {
        CoordinatorAwaited awaited => awaited.Reason,
        CoordinatorFound found => $"Found the coordinator of run {found.RunId} at {found.Endpoint}",
        DatasetReceived { WasCached: true } data => $"Data set {data.Name} is in the cache",
        DatasetReceived data => Progress(data),
        RunJoined joined => $"Computing for run {joined.RunId} as {joined.Worker}",
        RunLeft { ComesBack: true } left => $"Left run {left.RunId}: {left.Reason.TrimEnd('.')}; looking for a run to join",
        RunLeft left => $"Left run {left.RunId}: {left.Reason.TrimEnd('.')}",
        _ => null,
    };

    /// <summary>A bar on a terminal, redrawn in its line; elsewhere a line when it begins and one when it ends.</summary>
    private string? Progress(DatasetReceived data)
    {
        var tenths = (int)(20 * data.Received / Math.Max(1, data.Total));
        var isDone = data.Received == data.Total;
        if (tenths == _tenths && !isDone)
            return null;
        _tenths = isDone ? 0 : tenths;
        var megabytes = string.Create(CultureInfo.InvariantCulture, $"{data.Received / 1e6:F1} of {data.Total / 1e6:F1} MB");
        if (_isLive)
            _output!.Write($"\rReceiving data set {data.Name}  [{new string('#', tenths),-20}] {megabytes} ");
        return isDone ? $"{(_isLive ? "\n" : "")}Received data set {data.Name}, {megabytes}, verified" : null;
    }
}
