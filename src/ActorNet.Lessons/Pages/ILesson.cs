namespace ActorNet.Lessons.Pages;

/// <summary>A small classic system, run with real numbers and explained step by step.</summary>
internal interface ILesson
{
    /// <summary>What the command calls it, such as "nand".</summary>
    string Name { get; }

    /// <summary>What it shows, in one line.</summary>
    string Summary { get; }

    /// <summary>Runs it. What it tells is the same every time, on every machine.</summary>
    /// <param name="page">What it is told to.</param>
    /// <param name="context">What it takes from the world around it.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken);
}
