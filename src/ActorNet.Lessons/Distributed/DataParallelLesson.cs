using System.Globalization;
using ActorNet.Coordination.Training;
using ActorNet.Data.Digits;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Engine;
using ActorNet.Protocol;

namespace ActorNet.Lessons.Distributed;

/// <summary>How a minibatch is partitioned, and why the partition does not change the result.</summary>
internal sealed class DataParallelLesson : ILesson
{
    private const int Samples = 54;
    private const int TestSamples = 100;
    private const int Epochs = 30;

    private static readonly int[] WorkerCounts = [1, 2, 4];

    /// <summary>One step: all 54 samples are one minibatch, in slices of 8; the last slice has 6.</summary>
    internal static TrainingSpec Spec { get; } = TrainingPresets.Nielsen.Spec with { BatchSize = Samples, MicroBatchSize = 8, Epochs = 1 };

    public string Name => "data-parallel";

    public string Summary => "One minibatch on 1, 2 and 4 worker actors: the partition, the messages, and the equal hash.";

    internal static Dataset Digits() => GeneratedDigits.Load(Samples, TestSamples);

    public async Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        var digits = Digits();
        var plan = new MinibatchPlan(Spec, Samples);
        var runs = new List<ObservedRun>();
        foreach (var workers in WorkerCounts)
            runs.Add(await ObservedRun.TrainAsync(Spec, digits, context, workers, cancellationToken).ConfigureAwait(false));
        WritePartition(page, plan, runs);
        WriteMessages(page, runs);
        WriteSums(page, plan, runs);
        WriteHashes(page, digits, runs);
        await WriteLongerRunAsync(page, digits, context, cancellationToken).ConfigureAwait(false);
    }

    private static void WritePartition(ILessonPage page, MinibatchPlan plan, List<ObservedRun> runs)
    {
        page.BeginStep("The partition");
        page.Text(
            $"The network is {Spec.Network.Widths} with {NumberFormat.Of(Spec.Network.ParameterCount)} parameters. A minibatch of "
            + $"{Samples} generated digits is cut into {plan.SlicesIn(0)} slices of {plan.SliceSize} samples, the last of 6, for any "
            + "number of workers. The coordinator assigns each worker a contiguous range of slices; with 1, 2 and 4 worker actors:");
        page.Table(
            ["workers", "worker", "slices", "samples", "sums it returns, by tree node"],
            runs.SelectMany(run => run.Shares.Select(share => (IReadOnlyList<string>)
            [
                NumberFormat.Of(run.Shares.Count), NumberFormat.Of(share.Worker), RangeOf(share.Slices),
                NumberFormat.Of(plan.SamplesIn(0, share.Slices)), string.Join(", ", share.Nodes.Select(node => NameOf(node.Node))),
            ])));
        page.Text(
            "Sums are added in a fixed binary tree over the slices: node (k, i) is the sum of the slices from i·2ᵏ to before (i + 1)·2ᵏ, "
            + "as far as they exist. A worker returns one sum for each of the largest nodes that its slices cover, and the coordinator "
            + "adds the rest.");
    }

    private static void WriteMessages(ILessonPage page, List<ObservedRun> runs)
    {
        page.BeginStep("The messages");
        page.Text(
            "All messages of the run with two workers, as the coordinator sends and receives them. (Workers are numbered in the order of "
            + "their slices, and messages of different workers that may pass in either order are shown in slice order.) The weights travel "
            + "with the request, by reference within one process. Between the last GradientComputed and EvaluateSlices the coordinator "
            + "completes the tree and takes the step.");
        var two = runs.Single(run => run.Shares.Count == 2);
        page.Messages(two.Messages.Select(message => message.IsToWorker
            ? new LessonMessage("coordinator", message.Worker, TextOf(message))
            : new LessonMessage(message.Worker, "coordinator", TextOf(message))));
        page.Table(
            ["workers", "messages to join", "messages of the step", "messages of the evaluations"],
            runs.Select(run => (IReadOnlyList<string>)
            [
                NumberFormat.Of(run.Shares.Count), NumberFormat.Of(run.Messages.Count(message => message.Round is null)),
                NumberFormat.Of(run.Messages.Count(message => message.Round is { Kind: RoundKind.Gradient })),
                NumberFormat.Of(run.Messages.Count(message => message.Round is { Kind: not RoundKind.Gradient })),
            ]));
    }

    private static void WriteSums(ILessonPage page, MinibatchPlan plan, List<ObservedRun> runs)
    {
        page.BeginStep("The partial sums");
        page.Text(
            "The sums that each worker sends: for every node, the sum over its samples of ∂C/∂θ. Of its 23,860 elements, the table shows "
            + "the norm and the last one, ∂C/∂b² of digit 9:");
        page.Table(
            ["workers", "worker", "node", "slices", "‖Σ ∂C/∂θ‖", "Σ ∂C/∂b²₉"],
            runs.SelectMany(run => run.Shares.SelectMany(share => share.Nodes.Select(node => (IReadOnlyList<string>)
            [
                NumberFormat.Of(run.Shares.Count), NumberFormat.Of(share.Worker), NameOf(node.Node),
                RangeOf(new SliceRange(node.Node.FirstSlice, node.Node.EndSlice(plan.SlicesIn(0)) - node.Node.FirstSlice)),
                NumberFormat.Of(Norm(node.Sum), 6), NumberFormat.Of(node.Sum[^1], 6),
            ]))));
        page.Text("The coordinator adds them, left + right, up to the root of the tree. The root is the same for any number of workers:");
        page.Table(
            ["workers", "‖root‖", "Σ ∂C/∂b²₉", "SHA-256 of the root"],
            runs.Select(run =>
            {
                var root = RootOf(run.Shares, plan.SlicesIn(0));
                return (IReadOnlyList<string>)
                [
                    NumberFormat.Of(run.Shares.Count), NumberFormat.Of(Norm(root), 6), NumberFormat.Of(root[^1], 6), WeightsHash.Of(root),
                ];
            }));
    }

    private static void WriteHashes(ILessonPage page, Dataset digits, List<ObservedRun> runs)
    {
        page.BeginStep("The equal hash");
        page.Text(
            $"The step divides the root by {Samples} and applies it with η = 3.0. Sums of floats depend on the order of addition. Here the "
            + "tree fixes the order, whichever worker adds, and so the weights are equal to the last bit. The last row is a plain loop "
            + "without actors, threads or vectors:");
        page.Table(
            ["", "SHA-256 of the weights after the step"],
            runs.Select(run => (IReadOnlyList<string>)[WorkersText(run.Shares.Count), run.Result.WeightsSha256])
                .Append(["LocalTrainer", WeightsHash.Of(LocalTrainer.Train(Spec, digits))]));
    }

    private static async Task WriteLongerRunAsync(
        ILessonPage page, Dataset digits, LessonContext context, CancellationToken cancellationToken)
    {
        page.BeginStep("Any partition");
        page.Text(
            "In a longer run, faster workers get more slices, so the partition differs from run to run. After "
            + $"{Epochs} steps the weights are still the same:");
        var spec = Spec with { Epochs = Epochs };
        var rows = new List<IReadOnlyList<string>>();
        foreach (var workers in WorkerCounts)
        {
            var result = await LessonTraining.RunAsync(spec, digits, context, workers, cancellationToken).ConfigureAwait(false);
            rows.Add([WorkersText(workers), result.WeightsSha256]);
        }

        page.Table(["", $"SHA-256 of the weights after {Epochs} steps"], rows);
    }

    /// <summary>Adds the workers' sums up to the root of the tree, as the coordinator does: the sum over the minibatch.</summary>
    internal static float[] RootOf(IReadOnlyList<WorkerShare> shares, int sliceCount)
    {
        var tree = new GradientTree();
        tree.Begin(sliceCount);
        foreach (var share in shares)
            tree.Add(share.ToPartialGradient(sliceCount));
        var root = new float[shares[0].Nodes[0].Sum.Length];
        for (var start = 0; start < root.Length; start += GradientTree.ChunkElements)
        {
            var length = Math.Min(GradientTree.ChunkElements, root.Length - start);
            tree.Sum(start, length).CopyTo(root.AsSpan(start));
        }

        return root;
    }

    private static double Norm(float[] vector) => Math.Sqrt(vector.Sum(value => (double)value * value));

    private static string NameOf(TreeNode node) => string.Create(CultureInfo.InvariantCulture, $"({node.Level}, {node.Index})");

    private static string RangeOf(SliceRange slices) =>
        slices.Count == 1
            ? NumberFormat.Of(slices.First)
            : string.Create(CultureInfo.InvariantCulture, $"{slices.First} to {slices.End - 1}");

    private static string TextOf(WorkerMessage message) => message switch
    {
        { Slices: { } slices, Round: { } round } =>
            $"{message.Name}({round.Kind} of step {round.Step}, {(slices.Count == 1 ? "slice" : "slices")} {RangeOf(slices)})",
        _ => message.Name,
    };

    private static string WorkersText(int workers) => workers == 1 ? "1 worker" : $"{workers} workers";
}
