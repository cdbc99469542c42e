namespace ActorNet.Data.Mnist;

/// <summary>The timeouts of a download, after which it tries the next mirror or fails.</summary>
/// <param name="Connect">For a mirror's response headers, including name resolution and connection.</param>
/// <param name="Idle">For the next bytes of a response.</param>
/// <param name="Lock">For another process that is downloading to the same folder.</param>
internal sealed record DownloadTimeouts(TimeSpan Connect, TimeSpan Idle, TimeSpan Lock)
{
    /// <summary>For a data set that the user requested by name.</summary>
    public static DownloadTimeouts Patient { get; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));

    /// <summary>For a data set with a fallback: without a network, the user should not wait long.</summary>
    public static DownloadTimeouts Brief { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2));
}
