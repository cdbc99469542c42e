using ActorNet.Learning.Training;

namespace ActorNet.Actors.Hosting;

/// <summary>How a run is carried out. None of it changes one bit of the weights.</summary>
public sealed record TrainerOptions
{
    /// <summary>Worker actors in this process, each computing on a thread of its own; 1 to 256.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>The run's name in events and messages.</summary>
    public string RunId { get; init; } = "local";

    /// <summary>Steps between two <see cref="Protocol.StepsCompleted"/> events; null means 50 events an epoch.</summary>
    public int? ReportEverySteps { get; init; }

    /// <summary>Steps between two calls of <see cref="Checkpoint"/>; null means only at the end of each epoch.</summary>
    public int? CheckpointEverySteps { get; init; }

    /// <summary>
    /// Takes the run's state at each epoch's end, every <see cref="CheckpointEverySteps"/> steps and when the run is
    /// interrupted. The state is the receiver's to keep. Called on the coordinator's thread: hand it on, don't work there.
    /// </summary>
    public Action<TrainingState>? Checkpoint { get; init; }

    /// <summary>The state to go on from; null starts at step 0.</summary>
    public TrainingState? ResumeFrom { get; init; }

    /// <summary>The clock by which speed is measured.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
