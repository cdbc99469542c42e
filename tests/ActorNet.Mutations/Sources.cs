namespace ActorNet.Mutations;

/// <summary>The files of this checkout.</summary>
internal static class Sources
{
    private static readonly Lazy<string> Found = new(() => Find(AppContext.BaseDirectory));

    /// <summary>The folder of the solution.</summary>
    public static string Root => Found.Value;

    /// <summary>The folder of this project.</summary>
    public static string Project => Path.Combine(Root, "tests", "ActorNet.Mutations");

    /// <summary>Copies a folder, without those of the names in <paramref name="without"/>.</summary>
    public static void CopyFolder(string from, string to, params string[] without)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        foreach (var folder in Directory.EnumerateDirectories(from).Where(folder => !without.Contains(Path.GetFileName(folder))))
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)), without);
    }

    private static string Find(string? folder) => folder is null
        ? throw new MutationException($"No folder above {AppContext.BaseDirectory} has ActorNet.sln: run the program from a checkout.")
        : File.Exists(Path.Combine(folder, "ActorNet.sln")) ? folder : Find(Path.GetDirectoryName(folder));
}
