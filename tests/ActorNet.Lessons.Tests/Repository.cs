namespace ActorNet.Lessons.Tests;

/// <summary>The repository that contains these tests.</summary>
internal static class Repository
{
    public static string Folder(params string[] parts) => Path.Combine([Root(), .. parts]);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActorNet.sln")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds ActorNet.sln.");
    }
}
