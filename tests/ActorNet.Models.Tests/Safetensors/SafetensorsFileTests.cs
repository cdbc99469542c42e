using System.Buffers.Binary;
using System.Text;
using ActorNet.Learning;
using ActorNet.Models.Safetensors;
using ActorNet.Testing;

namespace ActorNet.Models.Tests.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Safetensors_reads_back_what_it_wrote()
    {
        var file = new SafetensorsFile(
            new Dictionary<string, string> { ["quoted \"key\""] = "line\nbreak \u00e9 \U0001F600" },
            [
                new Tensor<float>("a", [2, 3], new[] { 1f, -0f, float.NaN, float.PositiveInfinity, float.Epsilon, float.MaxValue }),
                new Tensor<float>("scalar", [], new[] { 42f }),
                new Tensor<float>("empty", [0, 7], Array.Empty<float>()),
                new Tensor<float>("b", [1], new[] { 3f }),
            ]);
        file.Write(_folder["x"]);

        var read = SafetensorsFile.Read(_folder["x"]);

        Assert.Equal(file.Metadata, read.Metadata);
        Assert.Equal(["a", "b", "empty", "scalar"], read.Tensors.Select(tensor => tensor.Name).Order());
        foreach (var tensor in file.Tensors)
        {
            var other = (Tensor<float>)read.Find(tensor.Name)!;
            Assert.Equal(tensor.Shape, other.Shape);
            Assert.Equal(((Tensor<float>)tensor).Data.ToArray().Select(BitConverter.SingleToInt32Bits), other.Data.ToArray()
                .Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void Safetensors_reads_back_every_type_beyond_one_block()
    {
        const int Count = (1 << 18) + 3;
        byte[] bytes = [.. Enumerable.Range(0, Count).Select(i => (byte)(i * 7))];
        int[] numbers = [.. Enumerable.Range(0, Count).Select(i => i * -1_234_567)];
        float[] floats = Array.ConvertAll(numbers, number => number / 3f);
        // Five bytes first, to misalign the other tensors.
        var file = new SafetensorsFile(
            new Dictionary<string, string>(),
            [
                new Tensor<byte>("odd", [5], bytes.AsMemory(0, 5)), new Tensor<int>("i", [Count], numbers),
                new Tensor<byte>("u", [Count], bytes), new Tensor<float>("f", [Count], floats),
            ]);
        file.Write(_folder["x"]);

        var read = SafetensorsFile.Read(_folder["x"]);

        Assert.Equal(["odd", "i", "u", "f"], read.Tensors.Select(tensor => tensor.Name));
        Assert.True(((Tensor<int>)read.Find("i")!).Data.Span.SequenceEqual(numbers));
        Assert.True(((Tensor<byte>)read.Find("u")!).Data.Span.SequenceEqual(bytes));
        Assert.True(((Tensor<float>)read.Find("f")!).Data.Span.SequenceEqual(floats));
    }

    [Fact]
    public void Unsupported_element_type_is_rejected() =>
        Assert.Throws<NotSupportedException>(() => new Tensor<double>("d", [1], new double[1]));

    [Fact]
    public void Safetensors_writes_the_documented_bytes()
    {
        new SafetensorsFile(
            new Dictionary<string, string> { ["k"] = "v" },
            [new Tensor<float>("t", [2], new[] { 1f, 2f }), new Tensor<int>("i", [1], new[] { -2 }), new Tensor<byte>(
                "u", [1], new byte[] { 9 })])
            .Write(_folder["x"]);

        var bytes = File.ReadAllBytes(_folder["x"]);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, (8 + length) % 8);
        Assert.Equal(
            """{"__metadata__":{"k":"v"},"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"i":{"dtype":"I32","shape":["""
                + """1],"data_offsets":[8,12]},"u":{"dtype":"U8","shape":[1],"data_offsets":[12,13]}}""",
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0xfe, 0xff, 0xff, 0xff, 9], bytes[(8 + length)..]);
    }

    [Theory]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "does not fit its bytes")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "begins at byte 4")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"u":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4,
        "begins at byte 0")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "its tensors have 4 bytes, but its data 8")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "its tensors have 8 bytes, but its data 4")]
    [InlineData("""{"t":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}""", 4, "F16, which is not read; save weights as float32, F32")]
    [InlineData("""{"t":{"dtype":"U8","shape":[1],"data_offsets":[0,4]}}""", 4, "does not fit its bytes")]
    [InlineData("""{"t":{"dtype":"I32","shape":[4],"data_offsets":[0,4]}}""", 4, "does not fit its bytes")]
    [InlineData("""{"t":{"dtype":1,"shape":[4],"data_offsets":[0,4]}}""", 4, "header is damaged")]
    [InlineData("""{"t":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "-1")]
    [InlineData("""{"t":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "too large")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", 4, "too large")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "9 dimensions")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1]}}""", 4, "lacks")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"t":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""", 4,
        "header is damaged")]
    [InlineData("""{"t":7}""", 0, "header is damaged")]
    [InlineData("""[]""", 0, "header is damaged")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "header is damaged")]
    [InlineData("""{"__metadata__":""", 0, "header is damaged")]
    public void Inconsistent_header_is_rejected(string header, int dataBytes, string expected)
    {
        File.WriteAllBytes(
            _folder["x"], [.. LengthOf(Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. new byte[dataBytes]]);

        var fault = Assert.Throws<InvalidInputException>(() => SafetensorsFile.Read(_folder["x"]));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["x"], fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(3UL)]
    [InlineData((ulong)int.MaxValue)]
    [InlineData(ulong.MaxValue)]
    public void Header_longer_than_the_file_is_rejected_without_allocation(ulong length)
    {
        File.WriteAllBytes(_folder["x"], [.. LengthOf(length), .. "{}"u8]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<InvalidInputException>(() => SafetensorsFile.Read(_folder["x"]));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Missing_file_is_reported() =>
        Assert.Contains(_folder["none"], Assert.Throws<InvalidInputException>(
            () => SafetensorsFile.Read(_folder["none"])).Message, StringComparison.Ordinal);

    private static byte[] LengthOf(long length) => LengthOf((ulong)length);

    private static byte[] LengthOf(ulong length)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        return bytes;
    }
}
