using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ActorNet.Models.Safetensors;

/// <summary>Writes the safetensors format; <see cref="SafetensorsFile"/> says what it is.</summary>
internal static class SafetensorsWriter
{
    private const int BlockElements = 16384;

    /// <summary>Writes header and data to <paramref name="stream"/>.</summary>
    public static void Write(SafetensorsFile file, Stream stream)
    {
        var header = Header(file);
        var padded = (header.Length + SafetensorsFile.Alignment - 1) / SafetensorsFile.Alignment * SafetensorsFile.Alignment;
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded);
        stream.Write(length);
        stream.Write(header);
        for (var i = header.Length; i < padded; i++)
            stream.WriteByte((byte)' ');
        foreach (var tensor in file.Tensors)
            WriteData(tensor.Data.Span, stream);
    }

    private static byte[] Header(SafetensorsFile file)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafetensorsFile.MetadataKey);
            foreach (var (key, value) in file.Metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
            WriteEntries(file.Tensors, json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteEntries(IReadOnlyList<Tensor> tensors, Utf8JsonWriter json)
    {
        var offset = 0L;
        var names = new HashSet<string>(StringComparer.Ordinal) { SafetensorsFile.MetadataKey };
        foreach (var tensor in tensors)
        {
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"The tensor name '{tensor.Name}' is given twice.", nameof(tensors));
            if (tensor.Shape.Aggregate(1L, (count, extent) => count * extent) != tensor.Data.Length)
                throw new ArgumentException($"Tensor '{tensor.Name}' has {tensor.Data.Length} elements, not as many as its shape.", nameof(tensors));
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", "F32");
            json.WriteStartArray("shape");
            foreach (var extent in tensor.Shape)
                json.WriteNumberValue(extent);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += (long)tensor.Data.Length * sizeof(float));
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static void WriteData(ReadOnlySpan<float> data, Stream stream)
    {
        Span<byte> swapped = BitConverter.IsLittleEndian ? [] : new byte[BlockElements * sizeof(float)];
        while (data.Length > 0)
        {
            var block = data[..Math.Min(BlockElements, data.Length)];
            if (BitConverter.IsLittleEndian)
            {
                stream.Write(MemoryMarshal.AsBytes(block));
            }
            else
            {
                for (var i = 0; i < block.Length; i++)
                    BinaryPrimitives.WriteSingleLittleEndian(swapped[(i * sizeof(float))..], block[i]);
                stream.Write(swapped[..(block.Length * sizeof(float))]);
            }

            data = data[block.Length..];
        }
    }
}
