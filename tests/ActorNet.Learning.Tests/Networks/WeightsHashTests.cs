using ActorNet.Learning.Networks;

namespace ActorNet.Learning.Tests.Networks;

public class WeightsHashTests
{
    /// <summary>Python: hashlib.sha256(struct.pack('&lt;6f', 0.0, -0.0, 1.0, -2.5, 3.4028234663852886e38, 2**-149)).hexdigest().</summary>
    [Fact]
    public void The_hash_is_sha256_over_little_endian_floats() => Assert.Equal(
        "435a98f3e9156ed7381f388f1a4064f72d3e527d93679e54a55dc7490068d4d0",
        WeightsHash.Of([0f, -0f, 1f, -2.5f, float.MaxValue, float.Epsilon]));

    [Fact]
    public void One_bit_changes_it()
    {
        Assert.NotEqual(WeightsHash.Of([1f, 0f]), WeightsHash.Of([1f, -0f]));
        Assert.NotEqual(WeightsHash.Of([1f]), WeightsHash.Of([MathF.BitIncrement(1f)]));
        Assert.NotEqual(WeightsHash.Of([1f, 2f]), WeightsHash.Of([2f, 1f]));
    }
}
