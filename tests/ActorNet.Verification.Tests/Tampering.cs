using System.Text.Json.Nodes;
using ActorNet.Learning.Training;
using ActorNet.Models.Recording;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Verification.Tests;

/// <summary>What somebody may do to the files of a run.</summary>
internal static class Tampering
{
    /// <summary>Changes members of a file of JSON, by a path such as "spec.seed".</summary>
    public static void ChangeJson(RunDirectory run, string file, string path, JsonNode value)
    {
        var name = Path.Combine(run.Path, file);
        var root = JsonNode.Parse(File.ReadAllText(name))!;
        var parts = path.Split('.');
        var node = root;
        foreach (var part in parts[..^1])
            node = int.TryParse(part, out var index) ? node[index]! : node[part]!;
        node[parts[^1]] = value;
        File.WriteAllText(name, root.ToJsonString());
    }

    /// <summary>Changes events of the metrics; null removes one. Links stay as they are.</summary>
    public static void ChangeMetrics(RunDirectory run, Func<TrainingEvent, TrainingEvent?> change) => run.WriteMetrics(
        [.. EventsOf(run).Select(change).OfType<TrainingEvent>().Select(TrainingEventJson.Write)]);

    /// <summary>The same, and makes all links right again, as who knows the format can.</summary>
    public static void ForgeMetrics(RunDirectory run, Func<TrainingEvent, TrainingEvent?> change)
    {
        var chain = new MetricsChain(run.Description);
        run.WriteMetrics([.. EventsOf(run).Select(change).OfType<TrainingEvent>().Select(chain.Add).Select(TrainingEventJson.Write)]);
    }

    /// <summary>Writes another state to a checkpoint, with a seal that is right.</summary>
    public static void ResealCheckpoint(RunDirectory run, long step, Func<TrainingState, TrainingState> change)
    {
        var path = run.Checkpoints.PathOf(step);
        CheckpointFile.Write(path, run.Description, change(CheckpointFile.Read(path, run.Description)));
    }

    /// <summary>A copy with another number.</summary>
    public static float[] Changed(float[] vector, int index = 0)
    {
        float[] changed = [.. vector];
        changed[index] += 0.5f;
        return changed;
    }

    private static List<TrainingEvent> EventsOf(RunDirectory run) =>
        [.. File.ReadAllLines(run.MetricsPath).Select(TrainingEventJson.Read).OfType<TrainingEvent>()];
}
