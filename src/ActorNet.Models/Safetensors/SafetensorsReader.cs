using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ActorNet.Models.Safetensors;

/// <summary>
/// Reads the safetensors format from untrusted files: validates the header against the file's length first, so that a damaged
/// or hostile file allocates no more memory than its own size.
/// </summary>
internal static class SafetensorsReader
{
    // A tensor may exceed the length of one byte span.
    private const int BlockElements = 1 << 18;
    private const int MaxDimensions = 8;

    private sealed record Entry(string Name, TensorType Type, int[] Shape, long Begin, long End);

    /// <summary>Reads a seekable stream, from its position to its end.</summary>
    /// <exception cref="InvalidInputException">The content is invalid.</exception>
    public static SafetensorsFile Read(Stream stream, string name)
    {
        try
        {
            var available = stream.Length - stream.Position;
            var headerLength = HeaderLength(stream, available);
            var header = new byte[headerLength];
            stream.ReadExactly(header);
            using var json = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            var metadata = Metadata(json.RootElement);
            var entries = Entries(json.RootElement, available - sizeof(ulong) - headerLength);
            return new SafetensorsFile(metadata, [.. entries.Select(entry => ReadTensor(entry, stream))]);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or EndOfStreamException)
        {
            var reason = fault is FormatException ? fault.Message : "its header is damaged";
            throw InvalidInputException.Of($"File '{name}'", $"is not a readable safetensors file: {reason}", cause: fault);
        }
    }

    private static int HeaderLength(Stream stream, long available)
    {
        if (available < sizeof(ulong))
            throw new FormatException($"it has only {available} bytes");
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(bytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length < 2 || length > SafetensorsFile.MaxHeaderBytes || length > (ulong)(available - sizeof(ulong)))
            throw new FormatException($"its header would have {length} bytes, in a file of {available}; is it of another format?");
        return (int)length;
    }

    private static Dictionary<string, string> Metadata(JsonElement root)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.TryGetProperty(SafetensorsFile.MetadataKey, out var element))
            foreach (var property in element.EnumerateObject())
                metadata[property.Name] = property.Value.GetString() ?? throw new FormatException("its metadata are not text");
        return metadata;
    }

    /// <summary>The tensors in data order; they cover the data without gaps or overlaps.</summary>
    private static List<Entry> Entries(JsonElement root, long dataLength)
    {
        var entries = root.EnumerateObject().Where(property => property.Name != SafetensorsFile.MetadataKey)
            .Select(property => ReadEntry(property.Name, property.Value)).OrderBy(entry => entry.Begin).ThenBy(entry => entry.End).ToList();
        var expected = 0L;
        foreach (var entry in entries)
        {
            if (entry.Begin != expected)
                throw new FormatException($"tensor '{entry.Name}' begins at byte {entry.Begin} of the data, where {expected} is expected");
            expected = entry.End;
        }

        return expected == dataLength
            ? entries
            : throw new FormatException($"its tensors have {expected} bytes, but its data {dataLength}");
    }

    private static Entry ReadEntry(string name, JsonElement value)
    {
        if (!value.TryGetProperty("dtype", out var dtype) || !value.TryGetProperty("shape", out var shape)
            || !value.TryGetProperty("data_offsets", out var offsets) || offsets.GetArrayLength() != 2)
            throw new FormatException($"tensor '{name}' lacks its dtype, shape or two data_offsets");
        if (shape.GetArrayLength() > MaxDimensions)
            throw new FormatException($"tensor '{name}' has {shape.GetArrayLength()} dimensions; at most {MaxDimensions} are allowed");
        if (TensorTypes.Parse(dtype.GetString()) is not { } type)
            throw new FormatException($"tensor '{name}' has dtype {dtype}, which is not read; save weights as float32, F32");
        var extents = shape.EnumerateArray().Select(extent => NonNegative(name, extent)).ToArray();
        var (begin, end) = (NonNegative(name, offsets[0]), NonNegative(name, offsets[1]));
        if (ElementCount(name, extents) * type.ElementBytes() != end - begin)
            throw new FormatException($"tensor '{name}' of shape [{string.Join(", ", extents)}] does not fit its bytes {begin} to {end}");
        return new Entry(name, type, [.. extents.Select(extent => (int)extent)], begin, end);
    }

    private static long NonNegative(string name, JsonElement number) =>
        number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value) && value >= 0
            ? value
            : throw new FormatException($"tensor '{name}' has the extent or offset {number}");

    /// <summary>The product of the extents, at most <see cref="Array.MaxLength"/>, so 64 bits cannot overflow.</summary>
    private static long ElementCount(string name, long[] extents)
    {
        var count = 1L;
        foreach (var extent in extents)
        {
            if (extent > Array.MaxLength || (count *= extent) > Array.MaxLength)
                throw new FormatException($"tensor '{name}' of shape [{string.Join(", ", extents)}] is too large");
        }

        return count;
    }

    private static Tensor ReadTensor(Entry entry, Stream stream) => entry.Type switch
    {
        TensorType.U8 => new Tensor<byte>(entry.Name, entry.Shape, ReadData<byte>(entry, stream)),
        TensorType.I32 => new Tensor<int>(entry.Name, entry.Shape, ReadData<int>(entry, stream)),
        _ => new Tensor<float>(entry.Name, entry.Shape, ReadData<float>(entry, stream)),
    };

    private static T[] ReadData<T>(Entry entry, Stream stream) where T : unmanaged
    {
        var data = GC.AllocateUninitializedArray<T>((int)((entry.End - entry.Begin) / entry.Type.ElementBytes()));
        for (var start = 0; start < data.Length; start += BlockElements)
        {
            var block = data.AsSpan(start, Math.Min(BlockElements, data.Length - start));
            stream.ReadExactly(MemoryMarshal.AsBytes(block));
            if (!BitConverter.IsLittleEndian && entry.Type.ElementBytes() == sizeof(int))
            {
                var bits = MemoryMarshal.Cast<T, int>(block);
                BinaryPrimitives.ReverseEndianness(bits, bits);
            }
        }

        return data;
    }
}
