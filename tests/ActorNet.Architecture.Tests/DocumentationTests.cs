using System.Text.RegularExpressions;

namespace ActorNet.Architecture.Tests;

/// <summary>What README and docs say about files is true of this checkout.</summary>
public partial class DocumentationTests
{
    public static TheoryData<string> Pages =>
    [
        "README.md", "CHANGELOG.md",
        .. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(page => Path.GetRelativePath(SourceTree.Root, page)).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Code_map_of_the_README_has_a_line_for_each_folder()
    {
        var src = Path.Combine(SourceTree.Root, "src");
        var folders = SourceTree.Folders
            .Where(folder => folder.StartsWith(src, StringComparison.Ordinal) && Directory.EnumerateFiles(folder, "*.cs").Any())
            .SelectMany(folder => new[] { folder, ProjectOf(folder) })
            .Select(folder => Path.GetRelativePath(src, folder).Replace('\\', '/')).ToHashSet(StringComparer.Ordinal);
        var lines = CodeMapLine().Matches(Read("README.md")).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(folders.Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));

        string ProjectOf(string folder) => Path.Combine(src, Path.GetRelativePath(src, folder).Split(Path.DirectorySeparatorChar)[0]);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_files_and_headings_that_exist(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(SourceTree.Root, page))!;
        Assert.All(Link().Matches(Read(page)).Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal)), link =>
        {
            var (file, heading) = link.Split('#') is [var before, var after] ? (before, after) : (link, "");
            var target = file.Length == 0 ? Path.Combine(SourceTree.Root, page) : Path.GetFullPath(Path.Combine(folder, file));
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{page} links to {link}, which does not exist.");
            Assert.True(
                heading.Length == 0 || Heading().Matches(File.ReadAllText(target)).Any(match => AnchorOf(match.Groups[1].Value) == heading),
                $"{page} links to {link}, a heading that does not exist.");
        });
    }

    [Fact]
    public void Source_files_that_the_architecture_page_names_exist()
    {
        var files = SourceTree.Folders.SelectMany(folder => Directory.EnumerateFiles(folder))
            .Select(file => "/" + Path.GetRelativePath(SourceTree.Root, file).Replace('\\', '/')).ToList();
        var named = SourceFile().Matches(Read("docs/architecture.md")).Select(match => match.Groups[1].Value).ToList();

        Assert.True(named.Count > 50, "The page names hardly any file.");
        Assert.All(named, name => Assert.Contains(files, file =>
            file.EndsWith("/" + name, StringComparison.Ordinal) || name.Contains('*') && file.Contains(name[..name.IndexOf('*')], StringComparison.Ordinal)));
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(SourceTree.Root, page));

    /// <summary>A heading's anchor, as GitHub makes it.</summary>
    private static string AnchorOf(string heading) =>
        string.Concat(heading.ToLowerInvariant().Select(character => character == ' ' ? '-' : character).Where(c => c is '-' or '_' || char.IsLetterOrDigit(c)));

    [GeneratedRegex(@"^\| (?:\*\*)?`(ActorNet[\w./]*)`(?:\*\*)? \|", RegexOptions.Multiline)]
    private static partial Regex CodeMapLine();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"`([\w./*]+\.(?:cs|conf))`")]
    private static partial Regex SourceFile();
}
