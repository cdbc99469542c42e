using ActorNet.Coordination.Training;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Engine;
using ActorNet.Protocol;

namespace ActorNet.Lessons.Distributed;

/// <summary>
/// A worker's sums of one minibatch: one for each of the largest tree nodes that its slices cover. Workers are numbered in slice order.
/// </summary>
internal sealed record WorkerShare(int Worker, SliceRange Slices, IReadOnlyList<(TreeNode Node, float[] Sum)> Nodes)
{
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
/// A run of coordinator and worker actors, with all its messages. The order in which workers join and answer varies, so workers are
/// numbered in slice order ("worker 1"), and messages of different workers that may pass in either order are put in slice order. The slices
/// of a late worker are also assigned to another: only the first request and the first answer for them count, as the late worker's.
/// The shares are those of the first minibatch.
/// </summary>
internal sealed record ObservedRun(TrainingResult Result, IReadOnlyList<WorkerMessage> Messages, IReadOnlyList<WorkerShare> Shares)
{
    /// <summary>For a few steps at most, since all messages are kept.</summary>
    public static async Task<ObservedRun> TrainAsync(
        TrainingSpec spec, Dataset dataset, LessonContext context, int workers, CancellationToken cancellationToken)
    {
        // The coordinator is one actor and reports one message at a time.
        var messages = new List<WorkerMessage>();
        var sums = new Dictionary<SliceRange, IReadOnlyList<(TreeNode Node, float[] Sum)>>();
        var result = await LessonTraining.RunAsync(
            spec, dataset, context, workers, cancellationToken,
            message =>
            {
                messages.Add(message with { Gradient = null });
                if (message.Gradient is { } part)
                    sums.TryAdd(part.Slices, CopyOf(part));
            }).ConfigureAwait(false);
        var ordered = InOrder(messages);
        return new ObservedRun(
            result, ordered,
            [
                .. ordered.Where(IsFirstRequest)
                    .Select((message, i) => new WorkerShare(i + 1, message.Slices!.Value, sums[message.Slices.Value])),
            ]);
    }

    /// <summary>The messages in the order and with the worker names that every run has.</summary>
    internal static IReadOnlyList<WorkerMessage> InOrder(IEnumerable<WorkerMessage> messages)
    {
        var needed = messages.DistinctBy(
            message => (message.Round, message.Slices, message.Name, message.Round is null ? message.Worker : null))
            .ToList();
        var owners = needed.Where(message => message is { IsToWorker: true, Round: not null })
            .ToDictionary(message => (message.Round, message.Slices), message => message.Worker);
        var numbers = needed.Where(IsFirstRequest).OrderBy(message => message.Slices!.Value.First)
            .Select((message, i) => KeyValuePair.Create(message.Worker, i + 1)).ToDictionary();
        return
        [
            .. needed.OrderBy(PhaseOf).ThenBy(message => message.Slices?.First ?? NumberOf(message))
                .Select(message => message with { Worker = $"worker {NumberOf(message)}" }),
        ];

        int NumberOf(WorkerMessage message) => numbers[message.Round is null ? message.Worker : owners[(message.Round, message.Slices)]];
    }

    private static bool IsFirstRequest(WorkerMessage message) =>
        message is { IsToWorker: true, Round: { Kind: RoundKind.Gradient, Step: 0 } };

    /// <summary>
    /// The phase of a message. Phases have the same order in every run: rounds follow each other, and the requests of a round come before
    /// its answers.
    /// </summary>
    private static (long Step, RoundKind Kind, bool IsAnswer) PhaseOf(WorkerMessage message) =>
        message.Round is { } round
            ? (2 * round.Step + (round.Kind == RoundKind.Gradient ? 2 : 1), round.Kind, !message.IsToWorker)
            : (0, default, false);

    private static List<(TreeNode Node, float[] Sum)> CopyOf(PartialGradient part) =>
        [.. Enumerable.Range(0, part.NodeCount).Select(i => (part.Node(i), part.Sum(i).ToArray()))];
}
