namespace ActorNet.Data.Mnist;

/// <summary>Public places that serve the four files of MNIST, gzipped under their standard names.</summary>
internal static class MnistMirrors
{
    /// <summary>The mirrors in the order they are tried. Whatever they send is verified, so none of them need be trusted.</summary>
    public static IReadOnlyList<Uri> Default { get; } =
    [
        new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
        new("https://azureopendatastorage.blob.core.windows.net/mnist/"),
        new("https://raw.githubusercontent.com/fgnt/mnist/master/"),
    ];
}
