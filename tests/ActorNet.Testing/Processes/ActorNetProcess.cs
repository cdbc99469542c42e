using System.Diagnostics;
using System.Text.Json;

namespace ActorNet.Testing.Processes;

/// <summary>
/// The actornet command in its own process. Every wait has a timeout; its error names what was awaited and contains the process's output.
/// Disposing kills the process, stopped or not.
/// </summary>
internal sealed class ActorNetProcess : IDisposable
{
    /// <summary>Longer than anything takes on a busy machine.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly ProcessOutput _output = new();
    private bool _isDisposed;

    /// <param name="name">The name in errors.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="arguments">The command's arguments.</param>
    /// <param name="environment">Variables in addition to those of this process.</param>
    /// <param name="launcher">A program with arguments that executes the command; null for none.</param>
    /// <param name="program">The assembly to run, beside this one.</param>
    public ActorNetProcess(
        string name, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<string>? launcher = null, string program = "actornet.dll")
    {
        Name = name;
        string[] line = [.. launcher ?? [], "dotnet", Path.Combine(AppContext.BaseDirectory, program), .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _output.AddLine(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.AddError(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The name in tests; for a worker, its name in the run.</summary>
    public string Name { get; }

    /// <summary>The number of events so far, for use as <c>since</c>.</summary>
    public int EventCount => _output.EventCount;

    public string Errors => _output.Errors;

    /// <summary>Standard output and standard error.</summary>
    public string Output => _output.All;

    /// <summary>The last object on standard output: a run's summary, or a status.</summary>
    public JsonElement LastObject => _output.LastObject;

    /// <summary>The timestamp of the last steps-completed event; 0 before the first.</summary>
    public long LastStepAt => _output.LastStepAt;

    public bool HasExited => _process.HasExited;

    /// <summary>The output without repeated step events.</summary>
    public string Transcript => _output.ToString();

    public void Send(Signal signal) => Signals.Send(_process.Id, signal);

    /// <summary>Waits for an event.</summary>
    /// <param name="name">Such as "worker-left".</param>
    /// <param name="where">A condition on the event; null for any.</param>
    /// <param name="since">The number of first events to skip.</param>
    public async Task<JsonElement> WaitForEventAsync(string name, Func<JsonElement, bool>? where = null, int since = 0)
    {
        using var deadline = new CancellationTokenSource(ResponseTimeout);
        try
        {
            return await _output.WaitForEventAsync(name, where ?? (_ => true), since, deadline.Token)
                ?? throw Failure($"exited before event {name}");
        }
        catch (OperationCanceledException)
        {
            throw Failure($"had no event {name} within {ResponseTimeout.TotalSeconds} s");
        }
    }

    /// <summary>The last event of this name so far; null if there is none.</summary>
    public JsonElement? LastEvent(string name) => _output.FindLastEvent(name);

    /// <summary>Whether there is such an event so far, not counting the first <paramref name="since"/>.</summary>
    public bool HasEvent(string name, int since = 0) => _output.Has(name, since);

    /// <summary>Waits until so many steps are completed, not counting the first <paramref name="since"/> events.</summary>
    /// <returns>The completed steps.</returns>
    public async Task<long> WaitForStepAsync(long atLeast, int since = 0)
    {
        var completed = await WaitForEventAsync("steps-completed", steps => steps.GetProperty("step").GetInt64() >= atLeast, since);
        return completed.GetProperty("step").GetInt64();
    }

    /// <summary>Waits until a coordinator reports a step in which this worker computed.</summary>
    public Task WaitForStepByAsync(string worker, int since) => WaitForEventAsync(
        "steps-completed",
        steps => steps.GetProperty("workers").EnumerateArray()
            .Any(each => IsOf(each, worker) && each.GetProperty("samples").GetInt64() > 0),
        since);

    public Task WaitForWorkerJoinedAsync(string worker, int since = 0) =>
        WaitForEventAsync("worker-joined", joined => IsOf(joined, worker), since);

    /// <summary>Waits until a coordinator reports that a worker has left.</summary>
    /// <returns>The reason.</returns>
    public async Task<string> WaitForWorkerLeftAsync(string worker, int since = 0)
    {
        var left = await WaitForEventAsync("worker-left", left => IsOf(left, worker), since);
        return left.GetProperty("reason").GetString()!;
    }

    /// <summary>Waits for the exit, and checks the exit code.</summary>
    public async Task ExpectExitAsync(int exitCode = 0)
    {
        if (await WaitForExitAsync() is var code && code != exitCode)
            throw Failure($"exited with {code} instead of {exitCode}");
    }

    /// <summary>Waits for the exit.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        using var deadline = new CancellationTokenSource(ResponseTimeout);
        try
        {
            await _process.WaitForExitAsync(deadline.Token); // the output is complete then, too
        }
        catch (OperationCanceledException)
        {
            throw Failure($"did not exit within {ResponseTimeout.TotalSeconds} s");
        }

        return _process.ExitCode;
    }

    /// <summary>Waits for the exit, and checks the exit code and the weights.</summary>
    public async Task ExpectWeightsAsync(string weightsSha256, int exitCode = 0)
    {
        await ExpectExitAsync(exitCode);
        var weights = LastObject.GetProperty("weightsSha256").GetString();
        if (weights != weightsSha256)
            throw Failure($"exited with weights {weights} instead of {weightsSha256}");
    }

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

    private InvalidOperationException Failure(string what) => new($"{Name} {what}. {_output}");
}
