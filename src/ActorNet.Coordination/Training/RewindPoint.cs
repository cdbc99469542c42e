using ActorNet.Learning.Training;

namespace ActorNet.Coordination.Training;

/// <summary>A place in a run to go back to.</summary>
/// <param name="State">The state after some step.</param>
/// <param name="IsEvaluationDue">Whether the evaluation of the epoch that ended with that step comes next, and not the next step.</param>
internal sealed record RewindPoint(TrainingState State, bool IsEvaluationDue)
{
    /// <summary>Whether it lies before another.</summary>
    public bool IsBefore(RewindPoint other) =>
        State.Step < other.State.Step || (State.Step == other.State.Step && IsEvaluationDue && !other.IsEvaluationDue);
}
