namespace ActorNet.Learning.Tests;

/// <summary>Equality under the law: the same bits. -0 differs from 0, and a NaN equals itself.</summary>
internal static class Bits
{
    public static void AssertEqual(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (BitConverter.SingleToInt32Bits(expected[i]), BitConverter.SingleToInt32Bits(actual[i]));
            if (e != a)
                Assert.Fail($"{what}: element {i} of {expected.Length} is {actual[i]:R} (0x{a:X8}) instead of {expected[i]:R} (0x{e:X8})");
        }
    }

    public static void AssertEqual(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            if (BitConverter.DoubleToInt64Bits(expected[i]) != BitConverter.DoubleToInt64Bits(actual[i]))
                Assert.Fail($"{what}: element {i} of {expected.Length} is {actual[i]:R} instead of {expected[i]:R}");
        }
    }
}
