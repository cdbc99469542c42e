using ActorNet.Learning.Gradients;

namespace ActorNet.Coordination.Scheduling;

/// <summary>
/// Decides whose share of a step is given to a second worker as well, to see whether both answer the same: every worker's in the first
/// step that it and another take part in, and then one share in every so many steps, in turn. Keeps what is known of the audit under way.
/// </summary>
/// <param name="everySteps">Steps between two audits of workers that have been audited; null makes no audits.</param>
internal sealed class RoundAudit(int? everySteps)
{
    private long _steps;
    private int _turn;
    private WorkerState? _subject;
    private int _answers;

    /// <summary>Whether an answer is awaited.</summary>
    public bool IsOpen => _subject is not null;

    /// <summary>The slices that are computed twice, as long as it is open.</summary>
    public SliceRange Slices { get; private set; }

    /// <summary>Begins a step, whose shares have been given out.</summary>
    /// <returns>The member who is to compute <see cref="Slices"/> too; null where this step is not audited.</returns>
    public WorkerState? Begin(IReadOnlyList<WorkerState> team)
    {
        _subject = null;
        if (everySteps is not { } every || team.Count < 2)
            return null;
        var isDue = ++_steps % every == 0;
        for (var i = 0; i < team.Count && _subject is null; i++)
        {
            // Those who have no share cannot be audited.
            var index = isDue ? (_turn + i) % team.Count : i;
            if ((isDue || !team[index].IsAudited) && !team[index].IsIdle)
                (_subject, _turn) = (team[index], index + 1);
        }

        if (_subject is null)
            return null;
        Slices = _subject.Open[0].Slices;
        _answers = 0;
        return team.FirstOrDefault(member => member.IsIdle) ?? team[_turn % team.Count];
    }

    /// <summary>Takes note of an answer to <see cref="Slices"/>.</summary>
    public void Answered() => _answers++;

    /// <summary>Ends it: both have answered, or one of them will not soon.</summary>
    public void Close()
    {
        if (_subject is not null && _answers > 1)
            _subject.IsAudited = true;
        _subject = null;
    }
}
