using ActorNet.Data.Idx;
using ActorNet.Learning;
using ActorNet.Learning.Numerics;
using ActorNet.Testing;

namespace ActorNet.Data.Tests.Idx;

public sealed class IdxFuzzTests : IDisposable
{
    private const long AllowedBytes = 4 << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Damaged_file_gives_only_an_error_and_no_large_allocation(bool compressed)
    {
        var whole = compressed ? IdxBytes.Gzip(IdxBytes.Of(40, 7, 5)) : IdxBytes.Of(40, 7, 5);
        var random = new SeededRandom(20, RandomPurpose.Generation, compressed ? 1u : 0u);
        for (var round = 0; round < 1500; round++)
        {
            var path = _folder.Write("mutant", Mutate(whole, random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                IdxReader.ReadImages(path);
            }
            catch (InvalidInputException error)
            {
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllowedBytes);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Header_that_claims_two_gigabytes_does_not_allocate_them(bool compressed)
    {
        var hostile = IdxBytes.Of([2_000_000_000, 1, 1], new byte[500]);
        var path = _folder.Write("hostile", compressed ? IdxBytes.Gzip(hostile) : hostile);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidInputException>(() => IdxReader.ReadImages(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllowedBytes);
        Assert.Contains("has 516 bytes of 2000000016", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Makes one to four edits, mostly near the start: changes a byte, deletes or duplicates a piece, or truncates.</summary>
    private static byte[] Mutate(byte[] whole, SeededRandom random)
    {
        var bytes = whole.ToList();
        for (var edits = 1 + random.NextInt(4); edits > 0 && bytes.Count > 0; edits--)
        {
            var at = random.NextInt(random.NextInt(2) == 0 ? Math.Min(24, bytes.Count) : bytes.Count);
            var length = Math.Min(1 + random.NextInt(8), bytes.Count - at);
            switch (random.NextInt(6))
            {
                case 0:
                    bytes.RemoveRange(at, length);
                    break;
                case 1:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 2:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes[at] = (byte)random.NextInt(256);
                    break;
            }
        }

        return [.. bytes];
    }
}
