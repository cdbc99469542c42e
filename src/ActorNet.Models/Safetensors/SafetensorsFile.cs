using ActorNet.Models.Files;

namespace ActorNet.Models.Safetensors;

/// <summary>
/// The content of a file in the safetensors format (github.com/huggingface/safetensors, "Format"): 8 bytes little-endian header length, a
/// JSON header {"__metadata__": {...}, NAME: {"dtype", "shape", "data_offsets"}}, padded with spaces so that the data start at a multiple
/// of 8, and the tensors' raw little-endian data without gaps. Supported dtypes: those of <see cref="TensorType"/>.
/// </summary>
internal sealed record SafetensorsFile(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<Tensor> Tensors)
{
    /// <summary>The maximum header length in bytes, as in the format's reference implementation.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    internal const string MetadataKey = "__metadata__";
    internal const int Alignment = 8;

    public Tensor? Find(string name) => Tensors.FirstOrDefault(tensor => tensor.Name == name);

    /// <exception cref="InvalidInputException">The tensor is missing or has another element type.</exception>
    public Tensor<T> Find<T>(string name, string path) where T : unmanaged => Find(name) switch
    {
        Tensor<T> tensor => tensor,
        null => throw InvalidInputException.Of($"File '{path}'", $"lacks the tensor '{name}'"),
        var other => throw InvalidInputException.Of(
            $"File '{path}'", $"has tensor '{name}' of dtype {other.Type}", $"{TensorTypes.Of<T>()} is expected"),
    };

    /// <summary>Reads a file; checks every offset, shape and length before it determines an allocation.</summary>
    /// <exception cref="InvalidInputException">The file is missing or invalid.</exception>
    public static SafetensorsFile Read(string path)
    {
        using var stream = Open(path);
        return SafetensorsReader.Read(stream, path);
    }

    /// <exception cref="InvalidInputException">The file is missing, unreadable or not seekable.</exception>
    internal static FileStream Open(string path)
    {
        try
        {
            var stream = File.OpenRead(path);
            if (stream.CanSeek)
                return stream;
            stream.Dispose();
            throw InvalidInputException.Of($"'{path}'", "is a pipe or a device", advice: "give a file");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw InvalidInputException.Of($"File '{path}'", "does not exist", advice: "give an existing file", cause: fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw InvalidInputException.Of($"File '{path}'", "may not be read", advice: "allow this program to read it", cause: fault);
        }
    }

    /// <summary>Like <see cref="Read(string)"/>, from the stream's position to its end.</summary>
    /// <exception cref="InvalidInputException">The content is invalid.</exception>
    public static SafetensorsFile Read(Stream stream, string name) => SafetensorsReader.Read(stream, name);

    /// <summary>Writes the file atomically.</summary>
    /// <exception cref="ArgumentException">A name is duplicated, or a shape does not match its data.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, stream => SafetensorsWriter.Write(this, stream));

    /// <exception cref="ArgumentException">A name is duplicated, or a shape does not match its data.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(Stream stream) => SafetensorsWriter.Write(this, stream);
}
