using ActorNet.Learning.Gradients;
using ActorNet.Learning.Tests.Training;
using ActorNet.Learning.Threading;
using CsCheck;

namespace ActorNet.Learning.Tests.Gradients;

/// <summary>The tree's root has the same bits however slices are partitioned and whichever part arrives first.</summary>
public class GradientTreeTests
{
    /// <summary>Two chunks and a tail.</summary>
    private const int ParameterCount = 2 * GradientTree.ChunkElements + 37;

    [Fact]
    public void Any_contiguous_partition_in_any_order_gives_the_bits_of_the_plain_tree() =>
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 12], Gen.UInt, Gen.Bool).Sample((sliceCount, parts, stream, isReversed) =>
        {
            var leaves = Leaves(sliceCount, 41);
            var ranges = SlicePartitions.Split(sliceCount, parts, stream);
            var tree = new GradientTree();
            tree.Begin(sliceCount);
            foreach (var range in isReversed ? ranges.Reverse() : ranges)
                tree.Add(Part(leaves, range));
            Bits.AssertEqual(Law.TreeSum(leaves), tree.Sum(0, 41), $"{sliceCount} slices as {string.Join(' ', ranges)}");
        }, iter: 300, threads: 1);

    [Fact]
    public void Any_partition_of_a_range_gives_the_sums_of_its_largest_nodes() =>
        Gen.Select(Gen.Int[1, 70], Gen.Int[0, 69], Gen.Int[1, 70], Gen.Int[1, 9], Gen.UInt).Sample((sliceCount, first, count, parts, stream) =>
        {
            first = Math.Min(first, sliceCount - 1);
            var slices = new SliceRange(first, Math.Min(count, sliceCount - first));
            var leaves = Leaves(sliceCount, 41);
            var tree = new GradientTree();
            tree.Begin(slices, sliceCount);
            foreach (var range in SlicePartitions.Split(slices.Count, parts, stream))
                tree.Add(Part(leaves, range with { First = range.First + first }));
            tree.Complete();
            var expected = Part(leaves, slices);
            Assert.Equal(expected.NodeCount, tree.RootCount);
            var scratch = new TreeScratch();
            for (var root = 0; root < tree.RootCount; root++)
            {
                tree.Sum(root, 0, 41, scratch, out var left, out var right);
                var sum = left.ToArray();
                for (var i = 0; i < right.Length; i++)
                    sum[i] += right[i];
                Bits.AssertEqual(expected.Sum(root), sum, $"node {root} of {slices} of {sliceCount}");
            }
        }, iter: 500, threads: 1);

    [Fact]
    public void A_part_for_every_single_slice_gives_the_bits_of_the_plain_tree()
    {
        for (var sliceCount = 1; sliceCount <= 70; sliceCount++)
        {
            var leaves = Leaves(sliceCount, 19);
            var tree = new GradientTree();
            tree.Begin(sliceCount);
            for (var slice = 0; slice < sliceCount; slice++)
                tree.Add(Part(leaves, new SliceRange(slice, 1)));
            Bits.AssertEqual(Law.TreeSum(leaves), tree.Sum(0, 19), $"{sliceCount} slices");
        }
    }

    [Fact]
    public void Any_range_can_be_summed_repeatedly_and_for_another_minibatch()
    {
        var tree = new GradientTree();
        foreach (var sliceCount in new[] { 13, 3, 40, 1 })
        {
            var leaves = Leaves(sliceCount, ParameterCount);
            var expected = Law.TreeSum(leaves);
            tree.Begin(sliceCount);
            foreach (var range in SlicePartitions.Split(sliceCount, 4, 1))
                tree.Add(Part(leaves, range));
            foreach (var (start, length) in new[] { (0, 2048), (2048, 2048), (4096, 37), (ParameterCount - 1, 1), (1000, 2048), (0, 1) })
                Bits.AssertEqual(expected.AsSpan(start, length), tree.Sum(start, length), $"{length} from {start}, {sliceCount} slices");
        }
    }

    /// <summary>Several threads concurrently, each with its own scratch; the reader does the last addition.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(13, 5)]
    public void Team_members_sum_one_tree_concurrently(int sliceCount, int parts)
    {
        var leaves = Leaves(sliceCount, ParameterCount);
        var tree = new GradientTree();
        tree.Begin(sliceCount);
        foreach (var range in SlicePartitions.Split(sliceCount, parts, 1))
            tree.Add(Part(leaves, range));
        tree.Complete();
        using var team = new ThreadTeam(3);
        team.Run(new SumReader(tree, Law.TreeSum(leaves)));
    }

    private sealed class SumReader(GradientTree tree, float[] expected) : ITeamTask
    {
        public void Run(int member, int members)
        {
            var scratch = new TreeScratch();
            for (var round = 0; round < 50; round++)
            {
                for (var start = 0; start < expected.Length; start += 100)
                {
                    var length = Math.Min(100, expected.Length - start);
                    tree.Sum(start, length, scratch, out var left, out var right);
                    for (var i = 0; i < length; i++)
                        Assert.Equal(expected[start + i], right.IsEmpty ? left[i] : left[i] + right[i]);
                }
            }
        }
    }

    [Fact]
    public void A_part_added_to_a_complete_tree_throws()
    {
        var tree = CreateTree(5, new SliceRange(0, 5));
        tree.Sum(0, 3);
        tree.Add(Part(Leaves(5, 3), new SliceRange(0, 2)));
        AssertRejected(tree, "7 of 5 slices");
    }

    [Fact]
    public void A_missing_slice_throws()
    {
        var tree = CreateTree(5, new SliceRange(0, 2), new SliceRange(3, 2));
        AssertRejected(tree, "4 of 5 slices");
    }

    [Fact]
    public void A_part_added_twice_throws() =>
        Assert.Throws<ArgumentException>(() => CreateTree(5, new SliceRange(0, 2), new SliceRange(0, 2)));

    [Fact]
    public void A_slice_added_twice_throws()
    {
        var tree = CreateTree(5, new SliceRange(0, 4), new SliceRange(3, 2));
        AssertRejected(tree, "6 of 5 slices");
    }

    [Fact]
    public void A_slice_added_twice_instead_of_another_throws()
    {
        var tree = CreateTree(4, new SliceRange(0, 2), new SliceRange(1, 2));
        AssertRejected(tree, "Slice 3 is missing");
    }

    /// <summary>Only parts that cover each slice exactly once complete a minibatch.</summary>
    [Fact]
    public void Parts_that_do_not_cover_each_slice_once_throw() =>
        Gen.Select(Gen.Int[1, 9], Gen.Select(Gen.Int[0, 8], Gen.Int[1, 9]).Array[0, 5]).Sample((sliceCount, drawn) =>
        {
            var ranges = drawn.Where(range => range.Item1 < sliceCount)
                .Select(range => new SliceRange(range.Item1, Math.Min(range.Item2, sliceCount - range.Item1))).ToArray();
            var covered = ranges.SelectMany(range => Enumerable.Range(range.First, range.Count)).Order();
            if (covered.SequenceEqual(Enumerable.Range(0, sliceCount)))
                CreateTree(sliceCount, ranges).Sum(0, 3);
            else
                Assert.ThrowsAny<Exception>(() => { CreateTree(sliceCount, ranges).Sum(0, 3); });
        }, iter: 3_000, threads: 1);

    [Fact]
    public void Parts_are_not_modified()
    {
        var leaves = Leaves(6, 3);
        var parts = new[] { Part(leaves, new SliceRange(0, 3)), Part(leaves, new SliceRange(3, 3)) };
        var tree = new GradientTree();
        tree.Begin(6);
        Array.ForEach(parts, tree.Add);
        tree.Sum(0, 3);
        foreach (var part in parts)
            for (var i = 0; i < part.NodeCount; i++)
                Bits.AssertEqual(Part(leaves, part.Slices).Sum(i), part.Sum(i), "part");
    }

    private static void AssertRejected(GradientTree tree, string why) =>
        Assert.Contains(why, Assert.Throws<InvalidOperationException>(() => { tree.Sum(0, 3); }).Message, StringComparison.Ordinal);

    private static GradientTree CreateTree(int sliceCount, params SliceRange[] ranges)
    {
        var leaves = Leaves(sliceCount, 3);
        var tree = new GradientTree();
        tree.Begin(sliceCount);
        foreach (var range in ranges)
            tree.Add(Part(leaves, range));
        return tree;
    }

    private static float[][] Leaves(int sliceCount, int parameterCount) =>
        [.. Enumerable.Range(0, sliceCount).Select(slice => TestData.Normals(parameterCount, (uint)slice))];

    /// <summary>The part that a worker would compute for the range.</summary>
    private static PartialGradient Part(float[][] leaves, SliceRange range)
    {
        var part = new PartialGradient(leaves[0].Length);
        part.Begin(range, leaves.Length);
        for (var i = 0; i < part.NodeCount; i++)
            Law.TreeSum(leaves.AsSpan(part.Node(i).FirstSlice..part.Node(i).EndSlice(leaves.Length))).CopyTo(part.Sum(i), 0);
        return part;
    }
}
