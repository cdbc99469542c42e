using System.Runtime.InteropServices;
using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;

namespace ActorNet.Coordination.Verification;

/// <summary>
/// Compares the sums of an audited exchange with those of the answers that workers gave to the same slices without exchange. If they differ,
/// this process computes all of it, and names the workers at fault.
/// </summary>
internal sealed class ExchangeVerification
{
    private readonly ExchangeAttempt _attempt;
    private readonly string[] _names; // of the members, who may have left when one proves faulty
    private readonly List<(string Worker, PartialGradient Gradient)> _answers = [];
    private readonly TreeScratch _scratch = new();

    /// <summary>Starts when the exchange is complete, with the names of its members.</summary>
    public ExchangeVerification(ExchangeAttempt attempt, string[] names) => (_attempt, _names) = (attempt, names);

    private ExchangePlan Plan => _attempt.Plan;

    /// <summary>Adds a worker's answer, unless its slices are not the exchange's.</summary>
    public void Add(string worker, PartialGradient answer)
    {
        if (answer.Slices.First >= Plan.Slices.First && answer.Slices.End <= Plan.Slices.End)
            _answers.Add((worker, answer));
    }

    /// <summary>Whether the exchange's sums have the bits of the answers', once all answers were added.</summary>
    public bool IsCorrect() =>
        WrongShards(TreeOf(_answers.Select(answer => answer.Gradient))).Count == 0
        && _answers.TrueForAll(answer => HasLossesOf(answer.Gradient));

    /// <summary>
    /// The names of the workers at fault: those whose losses, or what they sent to another member, have other bits than
    /// <paramref name="compute"/> gives; both sides of a link where another part arrived than was sent, since either may be at fault; those
    /// that added right parts to a wrong sum; and those whose answer is wrong.
    /// </summary>
    /// <param name="compute">Computes the gradient of slices in this process.</param>
    public IReadOnlyList<string> FaultyWorkers(Func<SliceRange, PartialGradient> compute)
    {
        var gradients = Plan.Members.ToArray().Select(member => compute(member.Slices)).ToList();
        var faulty = new SortedSet<string>(StringComparer.Ordinal);
        var wrongShards = WrongShards(TreeOf(gradients));
        for (var receiver = 0; receiver < gradients.Count; receiver++)
        {
            if (!HasLossesOf(gradients[receiver]))
                faulty.Add(_names[receiver]);
            if (AddFaultyParts(gradients, receiver, faulty) && wrongShards.Contains(receiver))
                faulty.Add(_names[receiver]);
        }

        foreach (var (worker, answer) in _answers)
        {
            var right = compute(answer.Slices);
            if (PartHashes.Of(answer, [All]) != PartHashes.Of(right, [All]) || !answer.SliceLosses.SequenceEqual(right.SliceLosses))
                faulty.Add(worker);
        }

        return [.. faulty];
    }

    private ParameterRange All => new(0, Plan.ParameterCount);

    /// <summary>Adds the workers by whose fault a member got a wrong part.</summary>
    /// <returns>Whether it got only right parts.</returns>
    private bool AddFaultyParts(List<PartialGradient> gradients, int receiver, SortedSet<string> faulty)
    {
        var (sent, received) = (_attempt.Hashes!.Sent, _attempt.Hashes.Received);
        var hasRightParts = true;
        if (Plan.Shards.LengthOf(receiver) == 0)
            return hasRightParts; // it gets none
        for (var sender = 0; sender < gradients.Count; sender++)
        {
            var right = PartHashes.Of(gradients[sender], Plan.Shards.Shard(receiver));
            if (sent[sender][receiver] != right)
                faulty.Add(_names[sender]);
            else if (received[receiver][sender] != right)
                faulty.UnionWith([_names[sender], _names[receiver]]);
            hasRightParts &= received[receiver][sender] == right;
        }

        return hasRightParts;
    }

    /// <summary>Whether the exchange has a gradient's losses.</summary>
    private bool HasLossesOf(PartialGradient gradient) => _attempt.Sums.SliceLosses
        .Slice(gradient.Slices.First - Plan.Slices.First, gradient.Slices.Count).SequenceEqual(gradient.SliceLosses);

    private GradientTree TreeOf(IEnumerable<PartialGradient> parts)
    {
        var tree = new GradientTree();
        tree.Begin(Plan.Slices, Plan.SliceCount);
        foreach (var part in parts)
            tree.Add(part);
        tree.Complete();
        return tree;
    }

    /// <summary>The members whose shard of the exchange's sums differs from a tree's.</summary>
    private List<int> WrongShards(GradientTree tree) =>
        [.. Enumerable.Range(0, _names.Length).Where(member => Array.Exists(Plan.Shards.Shard(member), range => IsWrong(range, tree)))];

    private bool IsWrong(ParameterRange range, GradientTree tree)
    {
        for (var root = 0; root < tree.RootCount; root++)
        {
            for (var start = range.Start; start < range.End; start += GradientTree.ChunkElements)
            {
                var length = Math.Min(GradientTree.ChunkElements, range.End - start);
                var sum = tree.Sum(root, start, length, _scratch);
                if (!MemoryMarshal.AsBytes(sum).SequenceEqual(MemoryMarshal.AsBytes(_attempt.Sums.Sum(root).AsSpan(start, length))))
                    return true;
            }
        }

        return false;
    }
}
