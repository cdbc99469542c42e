using ActorNet.Learning.Samples;

namespace ActorNet.Lessons.Pages;

/// <summary>What lessons take from the world around them.</summary>
internal sealed record LessonContext
{
    /// <summary>Loads the digits to learn from: MNIST where it is on this machine, else generated ones.</summary>
    public required Func<CancellationToken, Task<Dataset>> LoadDigits { get; init; }

    /// <summary>The clock of the actor system.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
