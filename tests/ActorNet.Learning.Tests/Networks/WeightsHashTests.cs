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
    public void Prefixes_are_the_hashes_of_the_first_layers_and_the_last_is_that_of_all()
    {
        var layout = ParameterLayout.Of(NetworkSpec.Parse("3-2-4-1"));
        float[] parameters = [.. Enumerable.Range(0, layout.ParameterCount).Select(i => i / 7f)];

        Assert.Equal(
            [WeightsHash.Of(parameters.AsSpan(0, 8)), WeightsHash.Of(parameters.AsSpan(0, 20)), WeightsHash.Of(parameters)],
            WeightsHash.OfPrefixes(parameters, layout));
    }

    /// <summary>Python: hashlib.sha256(struct.pack('&lt;3f2d', 1, 2, 3, 0.5, 0.1)).hexdigest().</summary>
    [Fact]
    public void State_is_the_vectors_and_then_the_numbers() => Assert.Equal(
        "aab7deaa91ac9d2d77db1a40ace4d088da3e01936a6e113beb3c1eee0a99648d",
        WeightsHash.OfState([[1f, 2f], [3f]], 0.5, 0.1));

    [Fact]
    public void One_bit_changes_it()
    {
        Assert.NotEqual(WeightsHash.Of([1f, 0f]), WeightsHash.Of([1f, -0f]));
        Assert.NotEqual(WeightsHash.Of([1f]), WeightsHash.Of([MathF.BitIncrement(1f)]));
        Assert.NotEqual(WeightsHash.Of([1f, 2f]), WeightsHash.Of([2f, 1f]));
    }
}
