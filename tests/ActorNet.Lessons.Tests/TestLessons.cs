using ActorNet.Data.Digits;
using ActorNet.Learning.Samples;
using ActorNet.Lessons.Pages;

namespace ActorNet.Lessons.Tests;

/// <summary>Lessons run on the generated digits.</summary>
internal static class TestLessons
{
    private static readonly Lazy<Dataset> GeneratedOnce = new(() => GeneratedDigits.Load());

    /// <summary>Generating them takes a second.</summary>
    public static Dataset Digits => GeneratedOnce.Value;

    /// <summary>As on a machine without MNIST.</summary>
    public static LessonContext Context { get; } = new() { LoadDigits = _ => Task.FromResult(Digits) };

    public static ILesson Find(string name) => LessonCatalog.All.Single(lesson => lesson.Name == name);

    public static async Task<MarkdownPage> RunAsMarkdownAsync(string name)
    {
        var lesson = Find(name);
        var page = new MarkdownPage(lesson);
        await lesson.RunAsync(page, Context, CancellationToken.None);
        return page;
    }
}
