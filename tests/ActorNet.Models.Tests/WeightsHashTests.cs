using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorNet.Models.Tests;

public class WeightsHashTests
{
    [Fact]
    public void WeightsHash_of_no_weights_is_the_hash_of_nothing() =>
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", WeightsHash.Of([]));

    [Theory]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(12_345)]
    public void WeightsHash_is_SHA_256_over_little_endian_float32(int count)
    {
        var weights = Enumerable.Range(0, count).Select(i => i * 0.37f - 5).ToArray();
        var bytes = new byte[count * 4];
        for (var i = 0; i < count; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), weights[i]);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), WeightsHash.Of(weights));
    }

    [Fact]
    public void WeightsHash_tells_minus_zero_from_zero() => Assert.NotEqual(WeightsHash.Of([0f]), WeightsHash.Of([-0f]));
}
