using System.Globalization;
using ActorNet.Coordination.Training;
using ActorNet.Data.Digits;
using ActorNet.Data.Idx;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.TestKit.Processes;

namespace ActorNet.Cluster.Tests.Harness;

/// <summary>The training of all clusters here: a small network on a few digits, 40 steps per epoch, 9 slices per step.</summary>
internal static class Digits
{
    /// <summary>The data's folder in a cluster's folder.</summary>
    private const string Name = "few-digits";

    /// <summary>3,000 steps, a second or more: long enough to kill something in the middle of the run.</summary>
    public const int Epochs = 75;

    /// <summary>More than any test waits for; such a run ends by a signal.</summary>
    public const int Endless = 1_000_000;

    private static readonly Dataset Samples = GeneratedDigits.Load(trainSamples: 2_000, testSamples: 200);
    private static readonly Lock Gate = new();
    private static readonly Dictionary<(int Epochs, long Steps), Task<string>> Hashes = [];

    /// <summary>Options of `actornet train` and `actornet coordinator`.</summary>
    public static string[] Options(string run, int epochs = Epochs) =>
    [
        "--dataset", Name, "--network", "784-48-10", "--batch", "50", "--seed", "7",
        "--epochs", epochs.ToString(CultureInfo.InvariantCulture), "--out", run,
    ];

    /// <summary>A cluster with the data in its folder.</summary>
    public static ProcessCluster CreateCluster()
    {
        var cluster = new ProcessCluster();
        IdxWriter.Write(Samples, cluster.PathOf(Name), compress: false);
        return cluster;
    }

    /// <summary>
    /// The SHA-256 of a run's expected weights after so many steps (null for all), trained by one process with one worker.
    /// </summary>
    public static Task<string> ExpectedHashAsync(string run, long? steps = null)
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
