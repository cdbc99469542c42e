namespace ActorNet.Lessons.Pages;

/// <summary>What a lesson needs from its environment.</summary>
internal sealed record LessonContext
{
    /// <summary>Loads MNIST if it is on this machine, else generated digits.</summary>
    public required Func<CancellationToken, Task<Dataset>> LoadDigits { get; init; }

    /// <summary>The clock of the actor system.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
