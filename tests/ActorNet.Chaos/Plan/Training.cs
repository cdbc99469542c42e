using System.Globalization;

namespace ActorNet.Chaos.Plan;

/// <summary>What a round trains. There are few of them, so that what must come out is computed once for many rounds.</summary>
/// <param name="Network">Layer widths.</param>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="Batch">Samples per step.</param>
/// <param name="Epochs">Epochs.</param>
/// <param name="ValidationSamples">Samples kept to choose the best epoch with.</param>
/// <param name="Seed">Where the run's random numbers start.</param>
internal sealed record Training(string Network, string Optimizer, int Batch, int Epochs, int ValidationSamples, int Seed)
{
    /// <summary>Samples in the training set.</summary>
    public const int TrainSamples = 4_000;

    /// <summary>Samples in the test set.</summary>
    public const int TestSamples = 400;

    /// <summary>All that rounds choose from; each takes a process alone some two seconds, and a cluster on two cores some ten.</summary>
    public static IReadOnlyList<Training> All { get; } =
    [
        new("784-64-10", "momentum", 64, 50, 0, 1),
        new("784-48-32-10", "adam", 50, 40, 500, 2),
        new("784-128-10", "sgd", 96, 60, 0, 3),
    ];

    /// <summary>Steps of the whole run.</summary>
    public long Steps => (long)((TrainSamples - ValidationSamples + Batch - 1) / Batch) * Epochs;

    /// <summary>As options of the command; not those that do not decide the weights.</summary>
    /// <param name="dataset">The folder with the samples.</param>
    public IReadOnlyList<string> Options(string dataset) =>
    [
        "--dataset", dataset, "--network", Network, "--optimizer", Optimizer, "--batch", Text(Batch), "--epochs", Text(Epochs),
        "--validation-samples", Text(ValidationSamples), "--seed", Text(Seed),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
