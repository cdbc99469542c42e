using System.Globalization;

namespace ActorNet.Chaos.Plan;

/// <summary>The training of a round. There are few of them, so that the expected weights are computed once for many rounds.</summary>
/// <param name="Network">Layer widths.</param>
/// <param name="Optimizer">The optimizer's name on the command line.</param>
/// <param name="Batch">Samples per step.</param>
/// <param name="ValidationSamples">Samples held out to choose the best epoch.</param>
internal sealed record Training(string Network, string Optimizer, int Batch, int Epochs, int ValidationSamples, int Seed)
{
    public const int TrainSamples = 4_000;
    public const int TestSamples = 400;

    /// <summary>Each takes one process about two seconds, and a cluster on two cores about ten.</summary>
    public static IReadOnlyList<Training> All { get; } =
    [
        new("784-64-10", "momentum", 64, 50, 0, 1),
        new("784-48-32-10", "adam", 50, 40, 500, 2),
        new("784-128-10", "sgd", 96, 60, 0, 3),
    ];

    /// <summary>The steps of the whole run.</summary>
    public long Steps => (long)((TrainSamples - ValidationSamples + Batch - 1) / Batch) * Epochs;

    /// <summary>The options of the command that determine the weights.</summary>
    public IReadOnlyList<string> Options(string dataset) =>
    [
        "--dataset", dataset, "--network", Network, "--optimizer", Optimizer, "--batch", Text(Batch), "--epochs", Text(Epochs),
        "--validation-samples", Text(ValidationSamples), "--seed", Text(Seed),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
