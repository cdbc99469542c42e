using System.Diagnostics;
using System.Text.Json;

namespace ActorNet.Cluster.Tests.Harness;

/// <summary>
/// The real command in a process of its own. Whatever is awaited of it has a deadline, and who waits in vain is told what for, and all that
/// the process said. Killed when it is disposed of, stopped or not.
/// </summary>
internal sealed class ClusterProcess : IDisposable
{
    /// <summary>Longer than anything should take, on a machine with much else to do.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly ProcessOutput _output = new();
    private bool _isDisposed;

    /// <summary>Starts it.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="arguments">What the command is told.</param>
    /// <param name="environment">Variables that it has besides those of this process.</param>
    /// <param name="launcher">A program, and its arguments, that becomes the command; null for none.</param>
    public ClusterProcess(
        string name, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string>? launcher = null)
    {
        Name = name;
        string[] line = [.. launcher ?? [], "dotnet", Path.Combine(AppContext.BaseDirectory, "actornet.dll"), .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _output.TakeLine(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.TakeError(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What tests call it; a worker's name in the run.</summary>
    public string Name { get; }

    /// <summary>How many events it has told: what comes after is new.</summary>
    public int EventCount => _output.EventCount;

    /// <summary>All it has written to standard error.</summary>
    public string Errors => _output.Errors;

    /// <summary>All it has written.</summary>
    public string Output => _output.All;

    /// <summary>The last object it has written to standard output: a run's summary, or a status.</summary>
    public JsonElement LastObject => _output.LastObject;

    /// <summary>When it last told of steps, as a timestamp of the system's clock; 0 for never.</summary>
    public long LastStepAt => _output.LastStepAt;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>All it has said, but for steps that are like those before.</summary>
    public string Said => _output.ToString();

    public void Send(Signal signal) => Signals.Send(_process.Id, signal);

    /// <summary>Awaits an event.</summary>
    /// <param name="name">Its name, such as "worker-left".</param>
    /// <param name="where">Which one; null for any.</param>
    /// <param name="since">How many of the first events do not count.</param>
    public async Task<JsonElement> EventAsync(string name, Func<JsonElement, bool>? where = null, int since = 0)
    {
        using var deadline = new CancellationTokenSource(ResponseTimeout);
        try
        {
            return await _output.FindAsync(name, where ?? (_ => true), since, deadline.Token) ?? throw Failure($"ended before it told of {name}");
        }
        catch (OperationCanceledException)
        {
            throw Failure($"did not tell of {name} within {ResponseTimeout.TotalSeconds} s");
        }
    }

    /// <summary>The last event of this name so far; null where there is none.</summary>
    public JsonElement? LastEvent(string name) => _output.FindLast(name);

    /// <summary>Whether an event was told so far, not counting the first <paramref name="since"/>.</summary>
    public bool HasTold(string name, int since = 0) => _output.Has(name, since);

    /// <summary>Awaits that so many steps are done, told after the first <paramref name="since"/> events.</summary>
    /// <returns>The steps done.</returns>
    public async Task<long> StepAsync(long atLeast, int since = 0)
    {
        var told = await EventAsync("steps-completed", steps => steps.GetProperty("step").GetInt64() >= atLeast, since);
        return told.GetProperty("step").GetInt64();
    }

    /// <summary>Awaits that a coordinator tells of a step in which this worker has computed.</summary>
    public Task StepOfAsync(string worker, int since) => EventAsync(
        "steps-completed",
        steps => steps.GetProperty("workers").EnumerateArray().Any(each => IsOf(each, worker) && each.GetProperty("samples").GetInt64() > 0),
        since);

    /// <summary>Awaits that a coordinator tells of a worker that has joined.</summary>
    public Task WorkerJoinedAsync(string worker, int since = 0) => EventAsync("worker-joined", told => IsOf(told, worker), since);

    /// <summary>Awaits that a coordinator tells of a worker that has left.</summary>
    /// <returns>Why it has.</returns>
    public async Task<string> WorkerLeftAsync(string worker, int since = 0)
    {
        var left = await EventAsync("worker-left", told => IsOf(told, worker), since);
        return left.GetProperty("reason").GetString()!;
    }

    /// <summary>Awaits its end.</summary>
    /// <param name="exitCode">The exit code that it should have.</param>
    public async Task EndsAsync(int exitCode = 0)
    {
        if (await EndAsync() is var actual && actual != exitCode)
            throw Failure($"ended with {actual} instead of {exitCode}");
    }

    /// <summary>Awaits its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        using var deadline = new CancellationTokenSource(ResponseTimeout);
        try
        {
            await _process.WaitForExitAsync(deadline.Token); // its output is complete then, too
        }
        catch (OperationCanceledException)
        {
            throw Failure($"did not end within {ResponseTimeout.TotalSeconds} s");
        }

        return _process.ExitCode;
    }

    /// <summary>Awaits its end, with these weights.</summary>
    public async Task EndsWithAsync(string weightsSha256, int exitCode = 0)
    {
        await EndsAsync(exitCode);
        var weights = LastObject.GetProperty("weightsSha256").GetString();
        if (weights != weightsSha256)
            throw Failure($"ended with weights {weights} instead of {weightsSha256}");
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

    private static bool IsOf(JsonElement told, string worker) => told.GetProperty("worker").GetString() == worker;

    private InvalidOperationException Failure(string what) => new($"{Name} {what}. {_output}");
}
