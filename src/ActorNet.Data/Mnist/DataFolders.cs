using ActorNet.Learning;

namespace ActorNet.Data.Mnist;

/// <summary>Where data sets are looked for and kept, and whether they may be downloaded.</summary>
/// <param name="Explicit">The folder the user named; else null.</param>
/// <param name="FromEnvironment">The folder named by ACTORNET_DATA; else null.</param>
/// <param name="Cache">The folder under the user's cache; need not exist.</param>
/// <param name="Offline">Whether nothing is to be downloaded.</param>
public sealed record DataFolders(string? Explicit, string? FromEnvironment, string Cache, bool Offline = false)
{
    /// <summary>The folders to look in, in this order: the explicit one, the environment's, the cache.</summary>
    public IReadOnlyList<string> SearchOrder =>
        [.. new[] { Explicit, FromEnvironment, Cache }.OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The folder that downloads are kept in: the first to be looked in, so what the user chose wins.</summary>
    public string DownloadFolder => SearchOrder[0];

    /// <summary>
    /// Checks the folder the user chose, or else ACTORNET_DATA: one that does not exist is a slip of the pen, and must not
    /// pass for one without data. Only a download that was asked for makes it.
    /// </summary>
    /// <exception cref="InvalidInputException">It is not a folder.</exception>
    public void CheckChosen()
    {
        if ((Explicit ?? FromEnvironment) is { } chosen && !Directory.Exists(chosen))
            throw new InvalidInputException(
                Explicit is null ? "ACTORNET_DATA" : "DataFolder", chosen, "an existing folder",
                "give one, or let `actornet data fetch` make it");
    }

    /// <summary>
    /// Reads the process's environment; to be called once, where the program is put together. ACTORNET_DATA names a folder;
    /// ACTORNET_OFFLINE=1 forbids downloads. The cache is $XDG_CACHE_HOME/actornet or ~/.cache/actornet (Linux),
    /// ~/Library/Caches/actornet (macOS), %LOCALAPPDATA%\actornet (Windows), and a temporary folder for users without a home.
    /// </summary>
    /// <param name="explicitFolder">The folder named on the command line, or null.</param>
    /// <exception cref="InvalidInputException">A variable has a value that is not allowed.</exception>
    public static DataFolders FromProcess(string? explicitFolder) =>
        From(explicitFolder, Environment.GetEnvironmentVariable, DefaultCacheRoot());

    /// <summary>As <see cref="FromProcess"/>, from the given environment.</summary>
    internal static DataFolders From(string? explicitFolder, Func<string, string?> environment, string defaultCacheRoot)
    {
        var offline = environment("ACTORNET_OFFLINE") switch
        {
            null or "" or "0" or "false" => false,
            "1" or "true" => true,
            var other => throw new InvalidInputException("ACTORNET_OFFLINE", other, "1 (no downloads) or 0"),
        };
        // The XDG specification says that relative paths are to be ignored.
        var xdg = environment("XDG_CACHE_HOME");
        var cacheRoot = Path.IsPathFullyQualified(xdg ?? "") ? xdg! : defaultCacheRoot;
        return new DataFolders(
            FullPath(explicitFolder), FullPath(environment("ACTORNET_DATA")), Path.Combine(cacheRoot, "actornet"), offline);
    }

    private static string? FullPath(string? folder) => string.IsNullOrWhiteSpace(folder) ? null : Path.GetFullPath(folder);

    private static string DefaultCacheRoot()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var root = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : home.Length == 0 ? ""
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Path.Combine(home, ".cache");
        return root.Length == 0 ? Path.GetTempPath() : root;
    }
}
