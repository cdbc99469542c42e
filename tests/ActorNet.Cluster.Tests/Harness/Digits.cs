using System.Globalization;
using ActorNet.Coordination.Training;
using ActorNet.Data.Digits;
using ActorNet.Data.Idx;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;

namespace ActorNet.Cluster.Tests.Harness;

/// <summary>What all clusters here train: a small network on a few digits, 40 steps an epoch, with 9 slices a step.</summary>
internal static class Digits
{
    /// <summary>The folder with the data, in a cluster's own.</summary>
    public const string Name = "few-digits";

    /// <summary>A second or two of one process: long enough to kill something in the middle.</summary>
    public const int Epochs = 75;

    /// <summary>More than any test waits for: such a run ends when it is interrupted.</summary>
    public const int Endless = 1_000_000;

    private static readonly Dataset Samples = GeneratedDigits.Load(trainSamples: 2_000, testSamples: 200);
    private static readonly Lock Gate = new();
    private static readonly Dictionary<(int Epochs, long Steps), Task<string>> Hashes = [];

    /// <summary>What `actornet train` and `actornet coordinator` are told.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="epochs">How long it trains.</param>
    public static string[] Options(string run, int epochs = Epochs) =>
    [
        "--dataset", Name, "--network", "784-48-10", "--batch", "50", "--seed", "7",
        "--epochs", epochs.ToString(CultureInfo.InvariantCulture), "--out", run,
    ];

    /// <summary>Writes the data as files.</summary>
    public static void Write(string folder) => IdxWriter.Write(Samples, folder, compress: false);

    /// <summary>The SHA-256 of the weights that a run must have after so many steps, as one process with one worker trains them.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="steps">Steps done; null for all.</param>
    public static Task<string> HashAsync(string run, long? steps = null)
    {
        var spec = RunDirectory.Open(run).Description.Spec;
        var all = new MinibatchPlan(spec, Samples.Train.Count).TotalSteps;
        lock (Gate)
        {
            var key = (spec.Epochs, steps ?? all);
            return Hashes.TryGetValue(key, out var hash) ? hash : Hashes[key] = TrainAsync(spec, key.Item2);
        }
    }

    private static async Task<string> TrainAsync(TrainingSpec spec, long steps)
    {
        var states = new TaskCompletionSource<TrainingState>();
        using var stop = new CancellationTokenSource();
        var options = new TrainerOptions
        {
            Workers = 1,
            CheckpointEverySteps = checked((int)steps),
            Checkpoint = state =>
            {
                if (state.Step != steps)
                    return;
                states.TrySetResult(state);
                stop.Cancel();
            },
        };
        await Trainer.TrainAsync(spec, Samples, options, cancellationToken: stop.Token);
        return WeightsHash.Of((await states.Task).Parameters);
    }
}
