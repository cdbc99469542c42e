using System.Text.RegularExpressions;
using ActorNet.Lessons.Pages;

namespace ActorNet.Lessons.Tests;

/// <summary>
/// The pages in docs/lessons equal the output of the lessons. After a lesson has changed, write them again:
/// <c>ACTORNET_WRITE_LESSONS=1 dotnet test tests/ActorNet.Lessons.Tests -c Release --filter LessonPageTests</c>, and review the changes.
/// </summary>
public partial class LessonPageTests
{
    private static readonly string Docs = Repository.Folder("docs", "lessons");

    public static TheoryData<string> Names => [.. LessonCatalog.All.Select(lesson => lesson.Name)];

    private static bool ShouldWritePages => Environment.GetEnvironmentVariable("ACTORNET_WRITE_LESSONS") == "1";

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Page_equals_the_lesson_output(string name)
    {
        var page = await TestLessons.RunAsMarkdownAsync(name);
        var file = Path.Combine(Docs, name + ".md");
        if (ShouldWritePages)
        {
            Directory.CreateDirectory(Docs);
            page.WriteTo(Docs);
            return;
        }

        var expected = page.ToString();
        var written = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        Assert.True(
            expected == written,
            $"docs/lessons/{name}.md differs from the lesson's output at {FirstDifference(expected, written)}. To write the pages again: "
            + "ACTORNET_WRITE_LESSONS=1 dotnet test tests/ActorNet.Lessons.Tests -c Release --filter LessonPageTests");
        // The content of a chart's file depends on the machine's fonts.
        Assert.All(
            PictureLink().Matches(expected),
            link => Assert.True(File.Exists(Path.Combine(Docs, link.Groups[1].Value)), $"{link.Groups[1].Value} is missing"));
    }

    [Fact]
    public void Readme_lists_every_lesson_in_order()
    {
        var file = Path.Combine(Docs, "README.md");
        var list = string.Concat(LessonCatalog.All.Select(lesson => $"| [{lesson.Name}]({lesson.Name}.md) | {lesson.Summary} |\n"));
        Assert.Contains(list, File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_page_and_picture_belongs_to_a_lesson()
    {
        Assert.Equal(
            LessonCatalog.All.Select(lesson => lesson.Name).Append("README").Order(StringComparer.Ordinal),
            Directory.GetFiles(Docs, "*.md").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));
        Assert.All(
            Directory.GetFiles(Docs, "*.svg").Select(Path.GetFileName),
            picture => Assert.Contains(
                Directory.GetFiles(Docs, "*.md"), page => File.ReadAllText(page).Contains($"({picture})", StringComparison.Ordinal)));
    }

    private static string FirstDifference(string expected, string written)
    {
        var pairs = expected.Split('\n').Zip(written.Split('\n')).ToList();
        var line = pairs.FindIndex(pair => pair.First != pair.Second);
        return line < 0
            ? $"line {pairs.Count + 1}"
            : $"line {line + 1}: the lesson writes \"{pairs[line].First}\", the page has \"{pairs[line].Second}\"";
    }

    [GeneratedRegex(@"!\[[^\]]*\]\(([^)]+)\)")]
    private static partial Regex PictureLink();
}
