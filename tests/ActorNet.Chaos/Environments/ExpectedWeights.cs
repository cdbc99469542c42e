using ActorNet.Chaos.Plan;
using ActorNet.Cluster.Tests.Harness;
using ActorNet.Data.Digits;
using ActorNet.Data.Idx;

namespace ActorNet.Chaos.World;

/// <summary>The data, and the weights that trainings must come to: those of one process that nothing happens to, computed once each.</summary>
internal sealed class ExpectedWeights
{
    private readonly string _folder;
    private readonly Cleanup _cleanup;
    private readonly Dictionary<Training, string> _known = [];

    /// <summary>Writes the data.</summary>
    public ExpectedWeights(string folder, Cleanup cleanup)
    {
        (_folder, _cleanup) = (folder, cleanup);
        IdxWriter.Write(GeneratedDigits.Load(Training.TrainSamples, Training.TestSamples), Dataset, compress: false);
    }

    /// <summary>The folder with the data.</summary>
    public string Dataset => Path.Combine(_folder, "digits");

    /// <summary>The SHA-256 of the final weights.</summary>
    public async Task<string> OfAsync(Training training)
    {
        if (_known.TryGetValue(training, out var known))
            return known;
        var stage = new Stage(Path.Combine(_folder, $"expected-{_known.Count + 1}"), _folder, hasNetworks: false, _cleanup);
        stage.Networks.AddHost("here");
        var process = stage.Start("undisturbed", "here", ["train", "--workers", "1", "--json", "--out", stage.PathOf("run"), .. training.Options(Dataset)]);
        await process.EndsAsync();
        return _known[training] = process.LastObject.GetProperty("weightsSha256").GetString()!;
    }
}
