using ActorNet.Data.Digits;

namespace ActorNet.Lessons.Tests;

/// <summary>Lessons as they are told, on the built-in digits.</summary>
internal static class ToldLesson
{
    /// <summary>The world as lessons find it on a machine without MNIST.</summary>
    public static LessonContext Context { get; } = new() { LoadDigits = _ => Task.FromResult(GeneratedDigits.Load()) };

    /// <summary>The lesson of a name.</summary>
    public static ILesson Find(string name) => LessonCatalog.All.Single(lesson => lesson.Name == name);

    /// <summary>Tells a lesson as a page of Markdown, its pictures going to <paramref name="folder"/>.</summary>
    public static async Task<string> AsMarkdownAsync(string name, string folder)
    {
        var lesson = Find(name);
        var text = new StringWriter();
        await lesson.RunAsync(new MarkdownPage(lesson, text, folder), Context, CancellationToken.None);
        return text.ToString();
    }
}
