using System.Security.Cryptography;
using ActorNet.Data.Idx;
using ActorNet.Learning;
using ActorNet.Testing;

namespace ActorNet.Data.Tests.Idx;

public sealed class IdxReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "images")]
    [InlineData(true, "images.gz")]
    [InlineData(true, "images")]
    [InlineData(false, "images.gz")]
    public void Plain_and_gzip_images_are_read_regardless_of_extension(bool compressed, string name)
    {
        var plain = IdxBytes.Of(3, 2, 5);
        var images = IdxReader.ReadImages(_folder.Write(name, compressed ? IdxBytes.Gzip(plain) : plain));

        Assert.Equal([3, 2, 5], images.Dimensions);
        Assert.Equal(plain[16..], images.Values);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(plain)), images.Sha256());
    }

    [Fact]
    public void Labels_are_read()
    {
        var labels = IdxReader.ReadLabels(_folder.Write("labels", IdxBytes.Of(12)));
        Assert.Equal(12, labels.Count);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1], labels.Values);
    }

    [Fact]
    public void Highly_compressed_gzip_file_is_read_completely()
    {
        var plain = IdxBytes.Of([5000, 10, 20], new byte[1_000_000]);
        plain[^1] = 7;
        var images = IdxReader.ReadImages(_folder.Write("zeros.gz", IdxBytes.Gzip(plain)));
        Assert.True(plain.AsSpan(16).SequenceEqual(images.Values));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_changed_header_byte_is_reported_with_the_file_name(bool compressed)
    {
        var plain = IdxBytes.Of(3, 2, 5);
        for (var position = 0; position < 16; position++)
        {
            for (var change = 1; change < 256; change += compressed ? 17 : 4)
            {
                var mutant = plain.ToArray();
                mutant[position] ^= (byte)change;
                var path = _folder.Write("mutant", compressed ? IdxBytes.Gzip(mutant) : mutant);
                var error = Assert.Throws<InvalidInputException>(() => IdxReader.ReadImages(path));
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Truncated_or_overlong_file_is_rejected(bool compressed)
    {
        var plain = IdxBytes.Of(3, 2, 5);
        for (var length = 0; length <= plain.Length + 1; length++)
        {
            if (length == plain.Length)
                continue;
            var mutant = new byte[length];
            plain.AsSpan(0, Math.Min(length, plain.Length)).CopyTo(mutant);
            var path = _folder.Write("cut", compressed ? IdxBytes.Gzip(mutant) : mutant);
            Assert.Contains(path, Assert.Throws<InvalidInputException>(() => IdxReader.ReadImages(path)).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Including a truncated checksum, without which the values are unverified.</summary>
    [Fact]
    public void Truncated_gzip_file_is_rejected()
    {
        var packed = IdxBytes.Gzip(IdxBytes.Of(3, 2, 5));
        for (var length = 0; length < packed.Length; length++)
        {
            var path = _folder.Write("cut.gz", packed.AsSpan(0, length));
            Assert.Throws<InvalidInputException>(() => IdxReader.ReadImages(path));
        }

        IdxReader.ReadImages(_folder.Write("whole.gz", packed));
    }

    public static TheoryData<byte[], string> Faults => new()
    {
        { IdxBytes.Of(3, 2, 5)[..36], "is truncated: it has 36 bytes of 46." },
        { IdxBytes.Gzip(IdxBytes.Of(3, 2, 5)[..36]), "is truncated: it has 36 bytes of 46, uncompressed." },
        { [.. IdxBytes.Of(3, 2, 5), 0], "has bytes after its end; its header announces 46 bytes." },
        { IdxBytes.Of(30), "has 1 dimensions; images [samples, rows, columns] have 3." },
        { IdxBytes.Of([3, 0, 5], []), "has the dimensions 3 x 0 x 5; each must be at least 1." },
        { "<html></html>"u8.ToArray(), "is not an IDX file: it begins with 3C68746D; expected is 00000803." },
        { [0, 0, 0x0D, 3, .. new byte[12]], "holds values of type 0x0D; images [samples, rows, columns] must be unsigned" },
        { [0, 0], "is truncated: it has 2 bytes; the header of an IDX file has 16." },
        { [0, 0, 8, 3, 0, 0], "is truncated: it has 6 bytes of a header of 16." },
        { [0, 0, 8, 3, .. Enumerable.Repeat((byte)0xFF, 12)], "claims 4294967295 x 4294967295 x 4294967295 values; at most" },
        { [0x1F, 0x8B, 9, 9, 9, 9], "is damaged: its gzip data cannot be unpacked" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Error_states_the_fault(byte[] content, string expected)
    {
        var path = _folder.Write("faulty", content);
        var error = Assert.Throws<InvalidInputException>(() => IdxReader.ReadImages(path));
        Assert.StartsWith($"'{path}' {expected}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_file_and_folder_in_its_place_are_reported()
    {
        foreach (var path in new[] { Path.Combine(_folder.Path, "nothing"), _folder.Path })
            Assert.Contains(path, Assert.Throws<InvalidInputException>(() => IdxReader.ReadImages(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_gzip_checksum_is_detected()
    {
        var packed = IdxBytes.Gzip(IdxBytes.Of(3, 2, 5));
        packed[^6] ^= 1;
        Assert.Throws<InvalidInputException>(() => IdxReader.ReadImages(_folder.Write("checksum.gz", packed)));
    }
}
