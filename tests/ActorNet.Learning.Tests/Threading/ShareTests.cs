using ActorNet.Learning.Threading;

namespace ActorNet.Learning.Tests.Threading;

public class ShareTests
{
    [Fact]
    public void Shares_cover_everything_once_in_whole_units_that_are_dealt_out_evenly()
    {
        foreach (var unit in new[] { 1, 4, 16 })
            foreach (var members in new[] { 1, 2, 3, 7 })
                for (var total = 0; total < 130; total++)
                {
                    var shares = Enumerable.Range(0, members).Select(member => Share.Of(total, unit, member, members)).ToArray();
                    var next = 0;
                    foreach (var share in shares)
                    {
                        Assert.Equal(next, share.First);
                        Assert.True(share.Count >= 0 && (share.First % unit == 0 || share.Count == 0));
                        next += share.Count;
                    }

                    Assert.Equal(total, next);
                    Assert.True(shares[0].Count >= shares[^1].Count);
                    var units = shares.Select(share => (share.Count + unit - 1) / unit).ToArray();
                    Assert.True(units.Max() - units.Min() <= 1, $"{total} by {unit} over {members}: {string.Join(' ', shares)}");
                }
    }
}
