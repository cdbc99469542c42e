using ActorNet.Chaos.Plan;
using ActorNet.Data.Digits;
using ActorNet.Data.Idx;
using ActorNet.Testing;
using ActorNet.TestKit.Processes;

namespace ActorNet.Chaos.Environments;

/// <summary>The data, and the expected weights of each training: those of one process without faults, computed once.</summary>
internal sealed class ExpectedWeights
{
    private readonly string _folder;
    private readonly Cleanup _cleanup;
    private readonly Dictionary<Training, string> _known = [];

    public ExpectedWeights(string folder, Cleanup cleanup)
    {
        (_folder, _cleanup) = (folder, cleanup);
        IdxWriter.Write(GeneratedDigits.Load(Training.TrainSamples, Training.TestSamples), Dataset, compress: false);
    }

    public string Dataset => Path.Combine(_folder, "digits");

    /// <summary>The SHA-256 of the expected weights.</summary>
    public async Task<string> OfAsync(Training training)
    {
        if (_known.TryGetValue(training, out var known))
            return known;
        var environment = new TestEnvironment(Path.Combine(_folder, $"expected-{_known.Count + 1}"), _folder, hasNetworks: false, _cleanup);
        environment.Networks.AddHost("here");
        var process = environment.Start(
            "undisturbed", "here", ["train", "--workers", "1", "--json", "--out", environment.PathOf("run"), .. training.Options(Dataset)]);
        return _known[training] = await process.WaitForWeightsAsync();
    }
}
