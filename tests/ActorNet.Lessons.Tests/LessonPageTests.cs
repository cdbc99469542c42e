using System.Text.RegularExpressions;
using ActorNet.Lessons.Pages;

namespace ActorNet.Lessons.Tests;

/// <summary>
/// The pages in docs/lessons are what the lessons tell. Where a lesson has changed, write them anew:
/// <c>ACTORNET_WRITE_LESSONS=1 dotnet test tests/ActorNet.Lessons.Tests -c Release --filter LessonPageTests</c>, and look at what has changed.
/// </summary>
public partial class LessonPageTests
{
    private static readonly string Docs = Repository.Folder("docs", "lessons");

    public static TheoryData<string> Names => [.. LessonCatalog.All.Select(lesson => lesson.Name)];

    private static bool IsToBeWritten => Environment.GetEnvironmentVariable("ACTORNET_WRITE_LESSONS") == "1";

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Page_is_what_the_lesson_tells(string name)
    {
        var page = await ToldLesson.AsMarkdownAsync(name);
        var file = Path.Combine(Docs, name + ".md");
        if (IsToBeWritten)
        {
            Directory.CreateDirectory(Docs);
            page.WriteTo(Docs);
            return;
        }

        var told = page.ToString();
        var written = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        Assert.True(told == written, $"docs/lessons/{name}.md is not what the lesson tells, from {FirstDifference(told, written)}. To write the pages anew: "
            + "ACTORNET_WRITE_LESSONS=1 dotnet test tests/ActorNet.Lessons.Tests -c Release --filter LessonPageTests");
        // What a picture's file holds depends on the machine's fonts.
        Assert.All(PictureLink().Matches(told), link => Assert.True(File.Exists(Path.Combine(Docs, link.Groups[1].Value)), $"{link.Groups[1].Value} is missing"));
    }

    [Fact]
    public void List_of_lessons_has_every_lesson_in_order()
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
            picture => Assert.Contains(Directory.GetFiles(Docs, "*.md"), page => File.ReadAllText(page).Contains($"({picture})", StringComparison.Ordinal)));
    }

    private static string FirstDifference(string told, string written)
    {
        var pairs = told.Split('\n').Zip(written.Split('\n')).ToList();
        var line = pairs.FindIndex(pair => pair.First != pair.Second);
        return line < 0 ? $"line {pairs.Count + 1} on" : $"line {line + 1} on: it tells \"{pairs[line].First}\", the page has \"{pairs[line].Second}\"";
    }

    [GeneratedRegex(@"!\[[^\]]*\]\(([^)]+)\)")]
    private static partial Regex PictureLink();
}
