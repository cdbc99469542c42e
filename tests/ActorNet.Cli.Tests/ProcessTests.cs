using System.Diagnostics;
using System.Text.Json;

namespace ActorNet.Cli.Tests;

/// <summary>The real command in a process of its own.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-process-").FullName;

    public ProcessTests()
    {
        var rows = Enumerable.Range(0, 400).Select(i => $"{i % 17},{i % 5},{(i % 17 > 8 ? "large" : "small")}");
        File.WriteAllLines(Path.Combine(_folder, "sizes.csv"), ["a,b,size", .. rows]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Training_prints_a_summary_object_with_the_same_hash_for_any_number_of_workers()
    {
        var hashes = new List<string>();
        foreach (var workers in new[] { "1", "3" })
        {
            using var process = Start("train", "--dataset", "sizes.csv", "--epochs", "2", "--workers", workers, "--json");
            var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Deadline);
            Assert.Equal(0, await ExitCode(process));
            var summary = JsonDocument.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
            hashes.Add(summary.GetProperty("weightsSha256").GetString()!);
        }

        Assert.Matches("^[0-9a-f]{64}$", hashes[0]);
        Assert.Equal(hashes[0], hashes[1]);
    }

    [Fact]
    public async Task Wrong_argument_is_one_line_on_standard_error_and_exit_code_2()
    {
        using var process = Start("train", "--activation", "rleu");
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(Deadline);
        Assert.Equal(2, await ExitCode(process));
        Assert.Equal("--activation is 'rleu'; allowed is sigmoid, tanh, relu, softplus, identity or softmax; did you mean relu?\n", error);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Signal_saves_the_state_and_prints_how_to_resume(string signal)
    {
        if (OperatingSystem.IsWindows())
            return;
        // A process that was started with SIGINT ignored, as shells start background jobs, passes that on to its children.
        signal = IsIgnored(2) ? "TERM" : signal;
        string[] run = ["train", "--dataset", "sizes.csv", "--batch", "1", "--seed", "5", "--workers", "1"];

        using (var process = Start([.. run, "--epochs", "100000", "--out", "cut", "--json"]))
        {
            await LineWith(process, "\"epoch-completed\"");
            using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            var error = await process.StandardError.ReadToEndAsync().WaitAsync(Deadline);
            Assert.Equal(130, await ExitCode(process));
            Assert.EndsWith("Interrupted; resume with: actornet train --resume cut --workers 1\n", error, StringComparison.Ordinal);
        }

        var summary = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "cut", "summary.json"))).RootElement;
        Assert.Equal("interrupted", summary.GetProperty("stopReason").GetString());
        Assert.True(summary.GetProperty("steps").GetInt64() > 0);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder, "cut", "checkpoints")));
    }

    [Fact]
    public async Task Coordinator_stopped_while_it_waits_for_workers_prints_how_to_resume()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var process = Start("coordinator", "--listen", "127.0.0.1:0", "--dataset", "sizes.csv", "--threads", "2", "--out", "waiting");
        await LineWith(process, "Listening at ");
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(Deadline);

        Assert.Equal(130, await ExitCode(process));
        Assert.EndsWith(
            "Interrupted before the first step; start again with: actornet coordinator --resume waiting --listen 127.0.0.1:0 --threads 2\n",
            error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "waiting", "checkpoints")));
    }

    [Fact]
    public async Task Killed_run_resumes_to_the_weights_of_an_uninterrupted_one()
    {
        string[] run = ["train", "--dataset", "sizes.csv", "--batch", "2", "--seed", "5", "--workers", "1", "--epochs", "40", "--json"];
        using (var process = Start([.. run, "--out", "killed"]))
        {
            await LineWith(process, "\"epoch-completed\"");
            process.Kill();
            await ExitCode(process);
        }

        using (var process = Start("train", "--resume", "killed", "--workers", "2", "--quiet"))
        {
            var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Deadline);
            Assert.Equal(0, await ExitCode(process));
            Assert.Contains("Done after 40 epochs", output, StringComparison.Ordinal);
        }

        using (var process = Start([.. run, "--out", "whole"]))
        {
            await process.StandardOutput.ReadToEndAsync().WaitAsync(Deadline);
            Assert.Equal(0, await ExitCode(process));
        }

        Assert.Equal(HashOf("whole"), HashOf("killed"));
    }

    private string HashOf(string run) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, run, "summary.json"))).RootElement.GetProperty("weightsSha256")
            .GetString()!;

    private Process Start(params string[] arguments) => CommandProcess.Start(_folder, arguments);

    private static async Task LineWith(Process process, string text)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            if (line.Contains(text, StringComparison.Ordinal))
            {
                // What follows must be read, or the process would wait with a full pipe.
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }

        Assert.Fail($"The process ended before it wrote {text}.");
    }

    private static async Task<int> ExitCode(Process process)
    {
        await process.WaitForExitAsync().WaitAsync(Deadline);
        return process.ExitCode;
    }

    private static bool IsIgnored(int signal)
    {
        const string Status = "/proc/self/status";
        if (!File.Exists(Status))
            return false;
        var mask = File.ReadLines(Status).First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim();
        return (Convert.ToUInt64(mask, 16) >> (signal - 1) & 1) == 1;
    }
}
