namespace ActorNet.Lessons.Pages;

/// <summary>A small classic system, run with real numbers and explained step by step.</summary>
internal interface ILesson
{
    /// <summary>The name on the command line, such as "nand".</summary>
    string Name { get; }

    string Summary { get; }

    /// <summary>Runs the lesson. Its output is the same every time, on every machine.</summary>
    Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken);
}
