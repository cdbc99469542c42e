namespace ActorNet.Architecture.Tests;

/// <summary>The files of this checkout.</summary>
internal static class SourceTree
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The folders of src and tests, without what a build has made.</summary>
    public static IEnumerable<string> Folders => new[] { "src", "tests" }
        .SelectMany(top => Directory.EnumerateDirectories(Path.Combine(Root, top), "*", SearchOption.AllDirectories))
        .Where(folder => !Path.GetRelativePath(Root, folder).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "ActorNet.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
