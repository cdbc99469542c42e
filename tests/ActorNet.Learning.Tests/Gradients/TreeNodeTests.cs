using ActorNet.Learning.Gradients;

namespace ActorNet.Learning.Tests.Gradients;

public class TreeNodeTests
{
    private const int MaxSlices = 70;

    [Fact]
    public void The_root_is_the_lowest_node_that_covers_every_slice()
    {
        for (var count = 1; count <= 1025; count++)
        {
            var root = TreeNode.Root(count);
            Assert.Equal((0, 0, count), (root.Index, root.FirstSlice, root.EndSlice(count)));
            Assert.True(1 << root.Level >= count);
            Assert.True(root.Level == 0 || 1 << (root.Level - 1) < count);
        }
    }

    [Fact]
    public void The_largest_nodes_of_any_range_tile_it_and_none_has_a_parent_inside_it() => ForEveryRange((first, end, count) =>
    {
        var slice = first;
        while (slice < end)
        {
            var node = TreeNode.LargestAt(slice, end, count);
            Assert.Equal(slice, node.FirstSlice);
            Assert.Equal(Math.Min((node.Index + 1) << node.Level, count), node.EndSlice(count));
            Assert.InRange(node.EndSlice(count), slice + 1, end);
            if (node != TreeNode.Root(count))
            {
                var parent = new TreeNode(node.Level + 1, node.Index / 2);
                Assert.True(parent.FirstSlice < first || parent.EndSlice(count) > end, $"{node} in [{first}, {end}) of {count}");
            }

            slice = node.EndSlice(count);
        }

        Assert.Equal(end, slice);
    });

    [Fact]
    public void The_whole_range_is_one_node_the_root()
    {
        for (var count = 1; count <= 1025; count++)
            Assert.Equal(TreeNode.Root(count), TreeNode.LargestAt(0, count, count));
    }

    [Fact]
    public void A_range_has_at_most_two_nodes_per_level() => ForEveryRange((first, end, count) =>
    {
        var nodes = 0;
        for (var slice = first; slice < end; nodes++)
            slice = TreeNode.LargestAt(slice, end, count).EndSlice(count);
        Assert.InRange(nodes, 1, 2 * (TreeNode.Root(count).Level + 1));
    });

    private static void ForEveryRange(Action<int, int, int> check)
    {
        for (var count = 1; count <= MaxSlices; count++)
            for (var first = 0; first < count; first++)
                for (var end = first + 1; end <= count; end++)
                    check(first, end, count);
    }
}
