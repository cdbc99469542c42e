using ActorNet.Learning.Training;

namespace ActorNet.Coordination.Training;

/// <summary>A state to rewind a run to. <c>IsEvaluationDue</c>: its last step ended an epoch whose evaluation comes next.</summary>
internal sealed record RewindPoint(TrainingState State, bool IsEvaluationDue)
{
    public bool IsBefore(RewindPoint other) =>
        State.Step < other.State.Step || (State.Step == other.State.Step && IsEvaluationDue && !other.IsEvaluationDue);
}
