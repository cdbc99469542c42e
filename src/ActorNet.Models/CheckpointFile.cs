using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Models.Safetensors;

namespace ActorNet.Models;

/// <summary>
/// A run's state on disk: the parameters as tensors like a model's, the optimizer's state vectors as "optimizer.0",
/// "optimizer.1" and the best epoch's parameters as "best", flat in <see cref="ParameterLayout"/> order. A SHA-256 over all of
/// it guards against a disk that lies: a run must never go on from a state that is not its own.
/// </summary>
public static class CheckpointFile
{
    private const string Kind = "actornet-checkpoint-1";

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, NetworkSpec network, TrainingState state)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = "pt",
            ["kind"] = Kind,
            ["network"] = JsonSerializer.Serialize(network, RunJson.Options),
            ["step"] = Format(state.Step),
            ["epochLossSum"] = FileMetadata.Format(state.EpochLossSum),
            ["targetReached"] = Format(state.IsTargetReached ? 1 : 0),
            ["weightsSha256"] = WeightsHash.Of(state.Parameters),
            ["stateSha256"] = HashOf(state),
        };
        var tensors = LayerTensors.Of(network, state.Parameters).ToList();
        tensors.AddRange(state.OptimizerState.Select((vector, i) => new Tensor<float>(OptimizerName(i), [vector.Length], vector)));
        if (state.Best is { } best)
        {
            metadata["bestEpoch"] = Format(best.Epoch);
            metadata["bestValidationLoss"] = FileMetadata.Format(best.ValidationLoss);
            tensors.Add(new Tensor<float>(BestName, [best.Parameters.Length], best.Parameters));
        }

        new SafetensorsFile(metadata, tensors).Write(path);
    }

    /// <summary>Reads a file and checks its structure, that it is of this network and optimizer, and its SHA-256.</summary>
    /// <param name="path">The file.</param>
    /// <param name="spec">The run it must belong to.</param>
    /// <exception cref="InvalidInputException">The file is missing, of another network, or damaged.</exception>
    public static TrainingState Read(string path, TrainingSpec spec)
    {
        var file = SafetensorsFile.Read(path);
        var metadata = new FileMetadata(file.Metadata, path, Kind, "a checkpoint");
        if (metadata.Json<NetworkSpec>("network") is var network && network != spec.Network)
            throw new InvalidInputException($"File '{path}' is a checkpoint of another network than the run's {spec.Network.Widths}.");
        var parameters = LayerTensors.ToParameters(network, file, path);
        var optimizerState = Enumerable.Range(0, spec.Optimizer.StateCount)
            .Select(i => LayerTensors.Find(file, OptimizerName(i), path, parameters.Length).ToArray()).ToArray();
        var best = metadata.Has("bestEpoch")
            ? new BestEpoch(
                (int)Math.Min(metadata.WholeNumber("bestEpoch"), int.MaxValue), metadata.Number("bestValidationLoss"),
                LayerTensors.Find(file, BestName, path, parameters.Length).ToArray())
            : null;
        var state = new TrainingState(
            metadata.WholeNumber("step"), parameters, optimizerState, metadata.Number("epochLossSum"), best)
        {
            IsTargetReached = metadata.WholeNumber("targetReached") == 1,
        };
        metadata.CheckHash("stateSha256", HashOf(state));
        return state;
    }

    private const string BestName = "best";

    private static string OptimizerName(int index) => $"optimizer.{index}";

    /// <summary>SHA-256 over the numbers and the hashes of the vectors, as lines of text.</summary>
    private static string HashOf(TrainingState state)
    {
        var facts = new List<string> { Format(state.Step), Format(state.IsTargetReached ? 1 : 0), FileMetadata.Format(state.EpochLossSum), WeightsHash.Of(state.Parameters) };
        facts.AddRange(state.OptimizerState.Select(vector => WeightsHash.Of(vector)));
        if (state.Best is { } best)
            facts.AddRange([Format(best.Epoch), FileMetadata.Format(best.ValidationLoss), WeightsHash.Of(best.Parameters)]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', facts))));
    }

    private static string Format(long value) => value.ToString(CultureInfo.InvariantCulture);
}
