using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ActorNet.Models.Safetensors;

/// <summary>Writes the safetensors format; <see cref="SafetensorsFile"/> defines it.</summary>
internal static class SafetensorsWriter
{
    // A tensor may exceed the length of one byte span.
    private const int BlockElements = 1 << 18;

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
            WriteData(tensor, stream);
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
            if (tensor.Shape.Aggregate(1L, (count, extent) => count * extent) != tensor.Length)
                throw new ArgumentException(
                    $"Tensor '{tensor.Name}' has {tensor.Length} elements, not as many as its shape.", nameof(tensors));
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", tensor.Type.ToString());
            json.WriteStartArray("shape");
            foreach (var extent in tensor.Shape)
                json.WriteNumberValue(extent);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += (long)tensor.Length * tensor.Type.ElementBytes());
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static void WriteData(Tensor tensor, Stream stream)
    {
        switch (tensor)
        {
            case Tensor<float> numbers:
                WriteElements(numbers.Data.Span, stream);
                break;
            case Tensor<int> numbers:
                WriteElements(numbers.Data.Span, stream);
                break;
            case Tensor<byte> numbers:
                WriteElements(numbers.Data.Span, stream);
                break;
        }
    }

    private static void WriteElements<T>(ReadOnlySpan<T> data, Stream stream) where T : unmanaged
    {
        var mustSwap = !BitConverter.IsLittleEndian && TensorTypes.Of<T>().ElementBytes() == sizeof(int);
        var swapped = new int[mustSwap ? Math.Min(BlockElements, data.Length) : 0];
        while (data.Length > 0)
        {
            var block = data[..Math.Min(BlockElements, data.Length)];
            if (mustSwap)
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<T, int>(block), swapped);
            stream.Write(mustSwap ? MemoryMarshal.AsBytes(swapped.AsSpan(0, block.Length)) : MemoryMarshal.AsBytes(block));
            data = data[block.Length..];
        }
    }
}
