namespace ActorNet.Data.Mnist;

/// <summary>How long a download waits, and for what, before it goes on to the next mirror or gives up.</summary>
/// <param name="Connect">For a mirror's answer to begin: name resolution, connection and response headers together.</param>
/// <param name="Idle">For the next bytes of an answer that has begun.</param>
/// <param name="Lock">For another process that is downloading into the same folder.</param>
public sealed record DownloadTimeouts(TimeSpan Connect, TimeSpan Idle, TimeSpan Lock)
{
    /// <summary>For a data set the user asked for by name.</summary>
    public static DownloadTimeouts Patient { get; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));

    /// <summary>For a data set that another can stand in for: without a network the user should not wait long.</summary>
    public static DownloadTimeouts Brief { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2));
}
