using System.Globalization;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Models.Files;
using ActorNet.Models.Safetensors;
using ActorNet.Models.Trained;

namespace ActorNet.Models.Runs;

/// <summary>
/// A run's state on disk: the parameters as a model's tensors, the optimizer's state vectors as "optimizer.0", "optimizer.1",
/// and the best epoch's parameters as "best", flat in <see cref="ParameterLayout"/> order. The metadata identify the run and
/// its spec, and an <see cref="EmbeddedHash"/> covers every byte: a run must never resume from another run's state.
/// </summary>
internal static class CheckpointFile
{
    private const string Kind = "actornet-checkpoint-1";

    /// <summary>Writes the file atomically.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, RunDescription run, TrainingState state) => Content(run, state).Write(path);

    /// <summary>Writes the content to a stream.</summary>
    internal static void Write(Stream stream, RunDescription run, TrainingState state) => Content(run, state).Write(stream);

    /// <summary>Reads a file and verifies every byte, and that it belongs to the run, of which only the epochs may differ.</summary>
    /// <exception cref="InvalidInputException">The file is missing, damaged, or of another run.</exception>
    public static TrainingState Read(string path, RunDescription run)
    {
        using var stream = SafetensorsFile.Open(path);
        return Read(stream, path, run);
    }

    /// <summary>Like <see cref="Read(string, RunDescription)"/>, from the whole of a seekable stream.</summary>
    /// <exception cref="InvalidInputException">The content is damaged or of another run.</exception>
    internal static TrainingState Read(Stream stream, string path, RunDescription run)
    {
        var file = SafetensorsFile.Read(stream, path);
        var metadata = new FileMetadata(file.Metadata, path, Kind, "a checkpoint");
        EmbeddedHash.Verify(stream, path, metadata.Text(EmbeddedHash.Key));
        if (metadata.Text("run") is var id && id != run.RunId)
            throw InvalidInputException.Of($"File '{path}'", $"is a checkpoint of run '{id}', not of '{run.RunId}'");
        if (metadata.Json<TrainingSpec>("spec") is var spec && spec with { Epochs = run.Spec.Epochs } != run.Spec)
            throw InvalidInputException.Of(
                $"File '{path}'", $"is a checkpoint of run '{id}' with other options than those of its run.json");
        var parameters = LayerTensors.ToParameters(run.Spec.Network, file, path);
        var optimizerState = Enumerable.Range(0, run.Spec.Optimizer.StateCount)
            .Select(i => LayerTensors.Find(file, OptimizerName(i), path, parameters.Length).ToArray()).ToArray();
        var best = metadata.Has("bestEpoch")
            ? new BestEpoch(
                (int)Math.Min(metadata.Integer("bestEpoch"), int.MaxValue), metadata.Number("bestValidationLoss"),
                LayerTensors.Find(file, BestName, path, parameters.Length).ToArray())
            : null;
        return new TrainingState(
            metadata.Integer("step"), parameters, optimizerState, metadata.Number("epochLossSum"), best)
        {
            IsTargetReached = metadata.Integer("targetReached") == 1,
            // Checkpoints of earlier versions have no report.
            ReportLossSum = metadata.Has("reportLossSum") ? metadata.Number("reportLossSum") : 0,
            ReportSamples = metadata.Has("reportSamples") ? (int)Math.Min(metadata.Integer("reportSamples"), int.MaxValue) : 0,
            Incarnation = (int)Math.Min(metadata.Integer("incarnation"), int.MaxValue),
        };
    }

    private static SafetensorsFile Content(RunDescription run, TrainingState state)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = "pt",
            [FileMetadata.KindKey] = Kind,
            [EmbeddedHash.Key] = EmbeddedHash.Placeholder,
            ["run"] = run.RunId,
            ["spec"] = JsonFormat.Text(run.Spec),
            ["step"] = Format(state.Step),
            ["epoch"] = Format(new MinibatchPlan(run.Spec, run.Dataset.TrainSamples).EpochOf(Math.Max(0, state.Step - 1))),
            ["incarnation"] = Format(state.Incarnation),
            ["epochLossSum"] = FileMetadata.Format(state.EpochLossSum),
            ["reportLossSum"] = FileMetadata.Format(state.ReportLossSum),
            ["reportSamples"] = Format(state.ReportSamples),
            ["targetReached"] = Format(state.IsTargetReached ? 1 : 0),
            ["weightsSha256"] = WeightsHash.Of(state.Parameters),
        };
        var tensors = LayerTensors.Of(run.Spec.Network, state.Parameters).ToList();
        tensors.AddRange(state.OptimizerState.Select((vector, i) => new Tensor<float>(OptimizerName(i), [vector.Length], vector)));
        if (state.Best is { } best)
        {
            metadata["bestEpoch"] = Format(best.Epoch);
            metadata["bestValidationLoss"] = FileMetadata.Format(best.ValidationLoss);
            tensors.Add(new Tensor<float>(BestName, [best.Parameters.Length], best.Parameters));
        }

        return EmbeddedHash.Embed(new SafetensorsFile(metadata, tensors));
    }

    private const string BestName = "best";

    private static string OptimizerName(int index) => $"optimizer.{index}";

    private static string Format(long value) => value.ToString(CultureInfo.InvariantCulture);
}
