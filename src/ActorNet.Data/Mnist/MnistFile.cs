using ActorNet.Data.Idx;

namespace ActorNet.Data.Mnist;

/// <summary>The expected length and hash of one of MNIST's four files.</summary>
/// <param name="Name">The standard name, without ".gz".</param>
/// <param name="Bytes">The length of the uncompressed file.</param>
/// <param name="Sha256">SHA-256 of the uncompressed file, lower-case hexadecimal.</param>
internal sealed record MnistFile(string Name, int Bytes, string Sha256)
{
    /// <summary>MNIST: 60,000 training and 10,000 test images of 28 x 28 pixels.</summary>
    public static IReadOnlyList<MnistFile> Standard { get; } =
    [
        new(IdxFileSet.StandardNames[0], 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        new(IdxFileSet.StandardNames[1], 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        new(IdxFileSet.StandardNames[2], 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        new(IdxFileSet.StandardNames[3], 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ];
}
