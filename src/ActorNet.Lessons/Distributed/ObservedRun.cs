using ActorNet.Coordination.Training;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Engine;
using ActorNet.Lessons.Pages;
using ActorNet.Protocol;

namespace ActorNet.Lessons.Distributed;

/// <summary>What a worker sent of a minibatch: the sum of each of the largest tree nodes that its slices make up.</summary>
/// <param name="Worker">The worker, numbered by the order of the slices.</param>
/// <param name="Slices">The slices that it was asked for.</param>
/// <param name="Nodes">The nodes and their sums.</param>
internal sealed record WorkerShare(int Worker, SliceRange Slices, IReadOnlyList<(TreeNode Node, float[] Sum)> Nodes)
{
    /// <summary>The share as an answer that a <see cref="GradientTree"/> takes.</summary>
    /// <param name="sliceCount">The slices of the minibatch.</param>
    public PartialGradient ToPartialGradient(int sliceCount)
    {
        var part = new PartialGradient(Nodes[0].Sum.Length);
        part.Begin(Slices, sliceCount);
        for (var i = 0; i < Nodes.Count; i++)
            Nodes[i].Sum.CopyTo(part.Sum(i), 0);
        return part;
    }
}

/// <summary>
/// A run of coordinator and worker actors of which every message was taken down. Who is ready first, and whose answer comes first, is
/// chance; so workers are numbered, and messages of different workers that could pass in any order are put in the order of the slices.
/// </summary>
/// <param name="Result">How it ended.</param>
/// <param name="Messages">The messages, with the workers named by their numbers: "worker 1".</param>
/// <param name="Shares">What each worker sent of the first minibatch.</param>
internal sealed record ObservedRun(TrainingResult Result, IReadOnlyList<WorkerMessage> Messages, IReadOnlyList<WorkerShare> Shares)
{
    /// <summary>Runs and takes down; a few steps at most, since all messages are kept.</summary>
    public static async Task<ObservedRun> TrainAsync(
        TrainingSpec spec, Dataset dataset, LessonContext context, int workers, CancellationToken cancellationToken)
    {
        // The coordinator is one actor: it tells of one message at a time.
        var messages = new List<WorkerMessage>();
        var sums = new Dictionary<string, IReadOnlyList<(TreeNode Node, float[] Sum)>>();
        var result = await LessonTraining.RunAsync(
            spec, dataset, context, workers, cancellationToken,
            message =>
            {
                messages.Add(message with { Gradient = null });
                if (message.Gradient is { } part)
                    sums.TryAdd(message.Worker, CopyOf(part));
            }).ConfigureAwait(false);

        var first = messages.Where(message => message is { IsToWorker: true, Round: { Kind: RoundKind.Gradient, Step: 0 } })
            .OrderBy(message => message.Slices!.Value.First).ToList();
        var numbers = first.Select((message, i) => (message.Worker, Number: i + 1)).ToDictionary(pair => pair.Worker, pair => pair.Number);
        return new ObservedRun(
            result,
            [
                .. messages.OrderBy(PhaseOf).ThenBy(message => message.Round is null ? numbers[message.Worker] : 0).ThenBy(message => message.Slices?.First)
                    .Select(message => message with { Worker = $"worker {numbers[message.Worker]}" }),
            ],
            [.. first.Select(message => new WorkerShare(numbers[message.Worker], message.Slices!.Value, sums[message.Worker]))]);
    }

    /// <summary>
    /// The place of a message among those of its run that cannot pass in another order: rounds follow each other, and in a round all is
    /// asked before it can all be answered.
    /// </summary>
    private static (long Step, RoundKind Kind, bool IsAnswer) PhaseOf(WorkerMessage message) =>
        message.Round is { } round ? (2 * round.Step + (round.Kind == RoundKind.Gradient ? 2 : 1), round.Kind, !message.IsToWorker) : (0, default, false);

    private static List<(TreeNode Node, float[] Sum)> CopyOf(PartialGradient part) =>
        [.. Enumerable.Range(0, part.NodeCount).Select(i => (part.Node(i), part.Sum(i).ToArray()))];
}
