using ActorNet.Learning;
using ActorNet.Models.Files;

namespace ActorNet.Models.Safetensors;

/// <summary>
/// What a file in the safetensors format holds (github.com/huggingface/safetensors, "Format"): 8 bytes little-endian
/// header length, a JSON header {"__metadata__": {...}, NAME: {"dtype", "shape", "data_offsets"}}, padded with spaces so that
/// the data begin at a multiple of 8, and the tensors' raw little-endian data without gaps. Of its dtypes, those of <see cref="TensorType"/> are known here.
/// </summary>
/// <param name="Metadata">Free text by name.</param>
/// <param name="Tensors">The tensors in the order of their data.</param>
internal sealed record SafetensorsFile(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<Tensor> Tensors)
{
    /// <summary>The longest header that is read, in bytes; the format's reference implementation has the same limit.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    internal const string MetadataKey = "__metadata__";
    internal const int Alignment = 8;

    /// <summary>The tensor of this name; null where there is none.</summary>
    public Tensor? Find(string name) => Tensors.FirstOrDefault(tensor => tensor.Name == name);

    /// <summary>Reads a file and checks its structure: every offset, shape and length, before anything is allocated by them.</summary>
    /// <exception cref="InvalidInputException">The file is missing or not sound; the sentence names it and says where.</exception>
    public static SafetensorsFile Read(string path)
    {
        using var stream = Open(path);
        return SafetensorsReader.Read(stream, path);
    }

    /// <summary>Opens a file to be read.</summary>
    /// <exception cref="InvalidInputException">The file is missing.</exception>
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

    /// <summary>As <see cref="Read(string)"/>, from a stream's position to its end.</summary>
    /// <param name="stream">The content; it can tell its length.</param>
    /// <param name="name">What error sentences call it.</param>
    /// <exception cref="InvalidInputException">The content is not sound.</exception>
    public static SafetensorsFile Read(Stream stream, string name) => SafetensorsReader.Read(stream, name);

    /// <summary>Writes the file whole or not at all: beside its place first, flushed to the disk, then renamed.</summary>
    /// <exception cref="ArgumentException">A name is given twice, or a shape does not fit its data.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, stream => SafetensorsWriter.Write(this, stream));

    /// <summary>Writes the content of such a file to a stream.</summary>
    /// <exception cref="ArgumentException">A name is given twice, or a shape does not fit its data.</exception>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public void Write(Stream stream) => SafetensorsWriter.Write(this, stream);
}
