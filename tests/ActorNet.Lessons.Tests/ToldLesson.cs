using ActorNet.Data.Digits;
using ActorNet.Learning.Samples;
using ActorNet.Lessons.Pages;

namespace ActorNet.Lessons.Tests;

/// <summary>Lessons as they are told, on the generated digits.</summary>
internal static class ToldLesson
{
    private static readonly Lazy<Dataset> GeneratedOnce = new(() => GeneratedDigits.Load());

    /// <summary>The generated digits, which take a second to make.</summary>
    public static Dataset Digits => GeneratedOnce.Value;

    /// <summary>The world as lessons find it on a machine without MNIST.</summary>
    public static LessonContext Context { get; } = new() { LoadDigits = _ => Task.FromResult(Digits) };

    /// <summary>The lesson of a name.</summary>
    public static ILesson Find(string name) => LessonCatalog.All.Single(lesson => lesson.Name == name);

    /// <summary>Tells a lesson as a page of Markdown.</summary>
    public static async Task<MarkdownPage> AsMarkdownAsync(string name)
    {
        var lesson = Find(name);
        var page = new MarkdownPage(lesson);
        await lesson.RunAsync(page, Context, CancellationToken.None);
        return page;
    }
}
