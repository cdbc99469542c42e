namespace ActorNet.Data.Mnist;

/// <summary>The folders to search for data sets and to download them to, and whether downloads are allowed.</summary>
internal sealed record DataFolders(string? Explicit, string? FromEnvironment, string Cache, bool Offline = false)
{
    /// <summary>The name of <see cref="Explicit"/> in errors.</summary>
    internal const string Parameter = "DataFolder";

    /// <summary>The folders to search, in order: explicit, environment, cache.</summary>
    public IReadOnlyList<string> SearchOrder =>
        [.. new[] { Explicit, FromEnvironment, Cache }.OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The folder to download to: the first of <see cref="SearchOrder"/>, so the user's choice wins.</summary>
    public string DownloadFolder => SearchOrder[0];

    /// <summary>
    /// Checks that the folder the user chose, or else that of ACTORNET_DATA, exists. A missing folder is a typing error, not an
    /// empty data folder; only an explicit download creates it.
    /// </summary>
    /// <exception cref="InvalidInputException">The path is not an existing folder.</exception>
    public void CheckChosen()
    {
        if ((Explicit ?? FromEnvironment) is { } chosen && !Directory.Exists(chosen))
            throw new InvalidInputException(
                Explicit is null ? "ACTORNET_DATA" : Parameter, chosen, "an existing folder",
                "give one, or let `actornet data fetch` make it");
    }

    /// <summary>
    /// Reads the process's environment; call once, in the composition root. ACTORNET_DATA names a folder; ACTORNET_OFFLINE=1
    /// forbids downloads. The cache is $XDG_CACHE_HOME/actornet or ~/.cache/actornet (Linux), ~/Library/Caches/actornet (macOS)
    /// or %LOCALAPPDATA%\actornet (Windows), and a temporary folder for users without a home.
    /// </summary>
    /// <exception cref="InvalidInputException">A variable has an invalid value.</exception>
    public static DataFolders FromProcess(string? explicitFolder) =>
        From(explicitFolder, Environment.GetEnvironmentVariable, DefaultCacheRoot());

    /// <summary>Like <see cref="FromProcess"/>, from the given environment.</summary>
    internal static DataFolders From(string? explicitFolder, Func<string, string?> environment, string defaultCacheRoot)
    {
        var offline = environment("ACTORNET_OFFLINE") switch
        {
            null or "" or "0" or "false" => false,
            "1" or "true" => true,
            var other => throw new InvalidInputException("ACTORNET_OFFLINE", other, "1 (no downloads) or 0"),
        };
        // The XDG specification requires relative paths to be ignored.
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
