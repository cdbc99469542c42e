namespace ActorNet.Data.Mnist;

/// <summary>Public servers of MNIST's four files, gzipped under their standard names.</summary>
internal static class MnistMirrors
{
    /// <summary>The mirrors, in order of preference. Downloads are verified, so mirrors need not be trusted.</summary>
    public static IReadOnlyList<Uri> Default { get; } =
    [
        new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
        new("https://azureopendatastorage.blob.core.windows.net/mnist/"),
        new("https://raw.githubusercontent.com/fgnt/mnist/master/"),
    ];
}
