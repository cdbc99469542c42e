using System.Buffers.Binary;
using System.IO.Compression;
using ActorNet.Learning.Samples;

namespace ActorNet.Data.Idx;

/// <summary>Writes an image data set as the four IDX files that <see cref="IdxImages"/> reads back.</summary>
internal static class IdxWriter
{
    /// <param name="dataset">Images of classes 0 to 255.</param>
    /// <param name="folder">The folder; created if missing. Existing files with the standard names are replaced.</param>
    /// <param name="compress">Whether to write gzip files, with names that end in .gz.</param>
    /// <returns>The paths of the four files.</returns>
    /// <exception cref="ArgumentException">The data set is not images, or a label exceeds a byte.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(Dataset dataset, string folder, bool compress)
    {
        if (dataset.ImageSize is not var (rows, columns) || dataset.Train.OutputCount > 256)
            throw new ArgumentException("Only images of at most 256 classes can be written as IDX files.", nameof(dataset));
        Directory.CreateDirectory(folder);
        var (train, test) = (dataset.Train, dataset.Test);
        return
        [
            WriteFile(folder, IdxFileSet.StandardNames[0], compress, [train.Count, rows, columns], stream => WritePixels(train, stream)),
            WriteFile(folder, IdxFileSet.StandardNames[1], compress, [train.Count], stream => WriteLabels(train, stream)),
            WriteFile(folder, IdxFileSet.StandardNames[2], compress, [test.Count, rows, columns], stream => WritePixels(test, stream)),
            WriteFile(folder, IdxFileSet.StandardNames[3], compress, [test.Count], stream => WriteLabels(test, stream)),
        ];
    }

    /// <summary>Writes a temporary file and renames it, so that the final name never holds a partial file.</summary>
    private static string WriteFile(string folder, string name, bool compress, int[] dimensions, Action<Stream> writeValues)
    {
        var path = Path.Combine(folder, compress ? name + ".gz" : name);
        var partPath = path + ".part";
        using (var file = new FileStream(partPath, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        using (var stream = compress ? new GZipStream(file, CompressionLevel.Optimal) : (Stream)file)
        {
            WriteHeader(dimensions, stream);
            writeValues(stream);
        }

        File.Move(partPath, path, overwrite: true);
        return path;
    }

    private static void WriteHeader(int[] dimensions, Stream stream)
    {
        Span<byte> header = stackalloc byte[4 + 4 * dimensions.Length];
        header.Clear();
        header[2] = IdxArray.UnsignedByte;
        header[3] = (byte)dimensions.Length;
        for (var d = 0; d < dimensions.Length; d++)
            BinaryPrimitives.WriteInt32BigEndian(header[(4 + 4 * d)..], dimensions[d]);
        stream.Write(header);
    }

    private static void WritePixels(SampleSet samples, Stream stream)
    {
        var features = new float[samples.FeatureCount];
        var pixels = new byte[features.Length];
        for (var sample = 0; sample < samples.Count; sample++)
        {
            samples.CopyFeatures(sample, features);
            // A feature is p / 255, correctly rounded, so this restores p exactly.
            for (var i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)MathF.Round(features[i] * 255f);
            stream.Write(pixels);
        }
    }

    private static void WriteLabels(SampleSet samples, Stream stream)
    {
        for (var i = 0; i < samples.Count; i++)
            stream.WriteByte((byte)samples.LabelOf(i));
    }
}
