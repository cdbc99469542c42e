using System.Diagnostics;
using System.Text.Json;

namespace ActorNet.TestKit.Processes;

/// <summary>
/// The actornet command in its own process. It is awaited by the events that `--json` writes to standard output, one object per line. Every
/// wait has a deadline, <see cref="ProcessCluster.ResponseTimeout"/>; its error names the process and what was awaited, and contains the
/// process's output. Disposing kills the process, stopped or not.
/// </summary>
public sealed class ActorNetProcess : IDisposable
{
    private readonly Process _process;
    private readonly ProcessOutput _output = new();
    private readonly TimeSpan _responseTimeout;
    private bool _isDisposed;

    /// <exception cref="ProcessFailedException">It cannot be started.</exception>
    internal ActorNetProcess(ProcessStart start)
    {
        (Name, _responseTimeout) = (start.Name, start.ResponseTimeout);
        _process = start.Start(_output);
    }

    /// <summary>The name in errors; for a worker, its name in the run.</summary>
    public string Name { get; }

    /// <summary>The number of events so far, for use as <c>since</c>.</summary>
    public int EventCount => _output.EventCount;

    /// <summary>Standard error so far.</summary>
    public string Errors => _output.Errors;

    /// <summary>Standard output and standard error so far.</summary>
    public string Output => _output.All;

    /// <summary>Standard output, without repeated step events, and standard error, for the error of a test.</summary>
    public string Transcript => _output.ToString();

    /// <summary>The last object on standard output: a run's summary, or a status.</summary>
    public JsonElement LastObject => _output.LastObject ?? throw Failure("wrote no JSON object");

    /// <summary>HOST:PORT at which a coordinator listens, for the `--join` of workers.</summary>
    /// <exception cref="ProcessFailedException">It does not listen yet, or is no coordinator.</exception>
    public string Endpoint => LastEvent("coordinator-listening")?.GetProperty("endpoint").GetString()
        ?? throw Failure("has no endpoint: it had no event coordinator-listening");

    /// <summary>Whether it has exited.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The timestamp of the last steps-completed event; 0 before the first.</summary>
    internal long LastStepAt => _output.LastStepAt;

    /// <summary>Sends a signal.</summary>
    /// <exception cref="ProcessFailedException">It has exited.</exception>
    /// <exception cref="PlatformNotSupportedException">The signal is not <see cref="Signal.Kill"/>, and this is not Linux.</exception>
    public void Send(Signal signal)
    {
        if (_process.HasExited)
            throw Failure($"exited before {signal} could be sent");
        if (signal == Signal.Kill)
            _process.Kill();
        else
            Signals.Send(_process.Id, signal);
    }

    /// <summary>Waits for an event.</summary>
    /// <param name="name">Such as "worker-left".</param>
    /// <param name="where">A condition on the event; null for any.</param>
    /// <param name="since">The number of first events to skip.</param>
    /// <returns>The first such event.</returns>
    /// <exception cref="ProcessFailedException">It exits without it, or the deadline passes.</exception>
    public Task<JsonElement> WaitForEventAsync(string name, Func<JsonElement, bool>? where = null, int since = 0) =>
        WaitForEventAsync(name, where is null ? "" : " as awaited", where ?? (_ => true), since);

    /// <summary>The last event of this name so far; null if there is none.</summary>
    public JsonElement? LastEvent(string name) => _output.FindLastEvent(name);

    /// <summary>Whether there is such an event so far, not counting the first <paramref name="since"/>.</summary>
    public bool HasEvent(string name, int since = 0) => _output.Has(name, since);

    /// <summary>Waits until so many steps are completed, not counting the first <paramref name="since"/> events.</summary>
    /// <returns>The completed steps.</returns>
    /// <exception cref="ProcessFailedException">It exits before, or the deadline passes.</exception>
    public async Task<long> WaitForStepAsync(long atLeast, int since = 0)
    {
        var completed = await WaitForEventAsync("steps-completed", $" of step {atLeast} or later", IsLateEnough, since)
            .ConfigureAwait(false);
        return completed.GetProperty("step").GetInt64();

        bool IsLateEnough(JsonElement steps) => steps.GetProperty("step").GetInt64() >= atLeast;
    }

    /// <summary>
    /// Waits until a coordinator reports a step in which this worker computed, not counting the first <paramref name="since"/> events.
    /// </summary>
    /// <exception cref="ProcessFailedException">It exits before, or the deadline passes.</exception>
    public Task WaitForStepByAsync(string worker, int since = 0) => WaitForEventAsync(
        "steps-completed", $" with samples of worker '{worker}'",
        steps => steps.GetProperty("workers").EnumerateArray()
            .Any(each => IsOf(each, worker) && each.GetProperty("samples").GetInt64() > 0),
        since);

    /// <summary>
    /// Waits until a coordinator reports that a worker has joined, not counting the first <paramref name="since"/> events.
    /// </summary>
    /// <exception cref="ProcessFailedException">It exits before, or the deadline passes.</exception>
    public Task WaitForWorkerJoinedAsync(string worker, int since = 0) =>
        WaitForEventAsync("worker-joined", $" of worker '{worker}'", joined => IsOf(joined, worker), since);

    /// <summary>Waits until a coordinator reports that a worker has left, not counting the first <paramref name="since"/> events.</summary>
    /// <returns>The reason.</returns>
    /// <exception cref="ProcessFailedException">It exits before, or the deadline passes.</exception>
    public async Task<string> WaitForWorkerLeftAsync(string worker, int since = 0)
    {
        var left = await WaitForEventAsync("worker-left", $" of worker '{worker}'", left => IsOf(left, worker), since)
            .ConfigureAwait(false);
        return left.GetProperty("reason").GetString()!;
    }

    /// <summary>Waits for the exit, and checks the exit code: 0 done, 1 failed, 2 wrong arguments, 130 interrupted, 137 killed.</summary>
    /// <exception cref="ProcessFailedException">It exits with another code, or the deadline passes.</exception>
    public async Task ExpectExitAsync(int exitCode = 0)
    {
        if (await WaitForExitAsync().ConfigureAwait(false) is var code && code != exitCode)
            throw Failure($"exited with {code} instead of {exitCode}");
    }

    /// <summary>Waits for the exit; the output is complete then, too.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="ProcessFailedException">The deadline passes.</exception>
    public async Task<int> WaitForExitAsync()
    {
        using var deadline = new CancellationTokenSource(_responseTimeout);
        try
        {
            await _process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw Failure($"did not exit within {Seconds}");
        }

        return _process.ExitCode;
    }

    /// <summary>Waits for the exit of a process that trains, and checks the exit code.</summary>
    /// <param name="exitCode">The exit code; 130 if it was interrupted.</param>
    /// <returns>The SHA-256 of the weights, as in the summary of the run.</returns>
    /// <exception cref="ProcessFailedException">It exits with another code or without weights, or the deadline passes.</exception>
    public async Task<string> WaitForWeightsAsync(int exitCode = 0)
    {
        await ExpectExitAsync(exitCode).ConfigureAwait(false);
        return LastObject.TryGetProperty("weightsSha256", out var weights)
            ? weights.GetString()! : throw Failure("exited without weights in its last object");
    }

    /// <summary>Waits for the exit of a process that trains, and checks the exit code and the weights.</summary>
    /// <param name="weightsSha256">The SHA-256 of the weights, as in the summary of a run.</param>
    /// <param name="exitCode">The exit code.</param>
    /// <exception cref="ProcessFailedException">It exits with others, or the deadline passes.</exception>
    public async Task ExpectWeightsAsync(string weightsSha256, int exitCode = 0)
    {
        if (await WaitForWeightsAsync(exitCode).ConfigureAwait(false) is var weights && weights != weightsSha256)
            throw Failure($"exited with weights {weights} instead of {weightsSha256}");
    }

    /// <summary>Kills it if it runs, and waits until it is gone.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static bool IsOf(JsonElement entry, string worker) => entry.GetProperty("worker").GetString() == worker;

    /// <param name="name">The event's name.</param>
    /// <param name="detail">Follows the name in errors.</param>
    /// <param name="where">A condition on the event.</param>
    /// <param name="since">The number of first events to skip.</param>
    private async Task<JsonElement> WaitForEventAsync(string name, string detail, Func<JsonElement, bool> where, int since)
    {
        using var deadline = new CancellationTokenSource(_responseTimeout);
        try
        {
            return await _output.WaitForEventAsync(name, where, since, deadline.Token).ConfigureAwait(false)
                ?? throw Failure($"exited before event {name}{detail}");
        }
        catch (OperationCanceledException)
        {
            throw Failure($"had no event {name}{detail} within {Seconds}");
        }
    }

    private string Seconds => FormattableString.Invariant($"{_responseTimeout.TotalSeconds:0.###} s");

    private ProcessFailedException Failure(string what) => new($"{Name} {what}. {_output}");
}
