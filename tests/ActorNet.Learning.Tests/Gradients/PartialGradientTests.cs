using ActorNet.Learning.Gradients;

namespace ActorNet.Learning.Tests.Gradients;

public class PartialGradientTests
{
    [Theory]
    [InlineData(0, 13, 13, "4.0")]
    [InlineData(0, 8, 13, "3.0")]
    [InlineData(8, 5, 13, "3.1")]
    [InlineData(12, 1, 13, "2.3")]
    [InlineData(1, 11, 13, "0.1 1.1 2.1 2.2")]
    [InlineData(3, 4, 13, "0.3 1.2 0.6")]
    [InlineData(0, 1, 1, "0.0")]
    public void A_range_becomes_its_largest_nodes_from_left_to_right(int first, int count, int slices, string expected)
    {
        var part = new PartialGradient(5);
        part.Begin(new SliceRange(first, count), slices);
        Assert.Equal(new SliceRange(first, count), part.Slices);
        Assert.Equal(count, part.SliceLosses.Length);
        var nodes = Enumerable.Range(0, part.NodeCount).Select(part.Node).ToArray();
        Assert.Equal(expected, string.Join(' ', nodes.Select(node => $"{node.Level}.{node.Index}")));
        Assert.All(Enumerable.Range(0, part.NodeCount), i => Assert.Equal(5, part.Sum(i).Length));
    }

    [Fact]
    public void Buffers_are_reused_and_not_shared_between_nodes()
    {
        var part = new PartialGradient(5);
        part.Begin(new SliceRange(1, 11), 13);
        var sums = Enumerable.Range(0, 4).Select(part.Sum).ToArray();
        Assert.Equal(4, sums.Distinct().Count());
        part.Begin(new SliceRange(0, 13), 13);
        Assert.Equal(1, part.NodeCount);
        part.Begin(new SliceRange(1, 11), 13);
        Assert.All(Enumerable.Range(0, 4), i => Assert.Same(sums[i], part.Sum(i)));
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(5, 2)]
    [InlineData(6, 1)]
    [InlineData(-1, 2)]
    [InlineData(2, 0)]
    [InlineData(2, -1)]
    [InlineData(1, int.MaxValue)]
    public void Slices_outside_the_minibatch_are_rejected(int first, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PartialGradient(3).Begin(new SliceRange(first, count), 6));
}
