using ActorNet.Learning.Gradients;

namespace ActorNet.Coordination.Scheduling;

/// <summary>
/// Picks the share of a step that a second worker computes too, so that the two answers can be compared: every worker's share in its first
/// step with another worker, then one share every <c>everySteps</c> steps, in turn.
/// </summary>
/// <param name="everySteps">Steps between two audits of workers already audited; null disables audits.</param>
internal sealed class RoundAudit(int? everySteps)
{
    private long _steps;
    private bool _isDue;
    private int _turn;
    private WorkerState? _subject;
    private int _answers;

    /// <summary>Whether the step still waits for an answer to the audited slices.</summary>
    public bool IsOpen => _subject is not null;

    public SliceRange Slices { get; private set; }

    /// <summary>Starts a step.</summary>
    /// <returns>Whether one of its shares is audited.</returns>
    public bool BeginStep(IReadOnlyList<WorkerState> team)
    {
        _subject = null;
        if (everySteps is not { } every || team.Count < 2)
            return false;
        _isDue = ++_steps % every == 0;
        for (var i = 0; i < team.Count && !_isDue; i++)
            if (!team[i].IsAudited)
                return true;
        return _isDue;
    }

    /// <summary>Picks the share to audit, once the step's shares have been assigned.</summary>
    /// <returns>The worker that also computes <see cref="Slices"/>; null if no worker with a share is to be audited.</returns>
    public WorkerState? Begin(IReadOnlyList<WorkerState> team)
    {
        for (var i = 0; i < team.Count && _subject is null; i++)
        {
            // A worker without a share has nothing to audit.
            var index = _isDue ? (_turn + i) % team.Count : i;
            if ((_isDue || !team[index].IsAudited) && !team[index].IsIdle)
                (_subject, _turn) = (team[index], index + 1);
        }

        if (_subject is null)
            return null;
        Slices = _subject.Open[0].Slices;
        _answers = 0;
        return team.FirstOrDefault(member => member.IsIdle) ?? team[_turn % team.Count];
    }

    public void RecordAnswer() => _answers++;

    /// <summary>Ends the audit: both have answered, or one of them is late or lost.</summary>
    public void Close()
    {
        if (_subject is not null && _answers > 1)
            _subject.IsAudited = true;
        _subject = null;
    }
}
