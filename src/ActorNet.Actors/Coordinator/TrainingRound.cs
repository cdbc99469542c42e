using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Actors.Coordinator;

/// <summary>Slices that a worker is to compute.</summary>
/// <param name="Worker">The worker's number.</param>
/// <param name="Slices">The slices.</param>
internal readonly record struct Assignment(int Worker, SliceRange Slices);

/// <summary>
/// Who computes which slices of one round, and what is still missing. Facts go in (an answer arrived, a worker is lost),
/// assignments come out; it knows no actor, no clock and no number that is computed. Used again for every round.
/// </summary>
internal sealed class TrainingRound
{
    private readonly List<Assignment> _pending = [];
    private readonly List<Assignment> _orphans = [];

    /// <summary>The round under way.</summary>
    public RoundId Id { get; private set; }

    /// <summary>Whether every slice has been answered.</summary>
    public bool IsComplete => _pending.Count == 0;

    /// <summary>Answers that belonged to another round, or whose slices somebody else had answered.</summary>
    public long StaleAnswers { get; private set; }

    /// <summary>
    /// Begins a round: shares its slices out over the workers, as evenly as whole slices go, each a contiguous range.
    /// </summary>
    /// <param name="id">The round.</param>
    /// <param name="sliceCount">Slices in it, at least 1.</param>
    /// <param name="workers">The workers' numbers, at least one.</param>
    /// <param name="assignments">Receives what is to be asked of whom.</param>
    public void Begin(RoundId id, int sliceCount, IReadOnlyList<int> workers, List<Assignment> assignments)
    {
        Id = id;
        _pending.Clear();
        assignments.Clear();
        Share(new SliceRange(0, sliceCount), workers, assignments);
    }

    /// <summary>Takes note of an answer.</summary>
    /// <returns>Whether it counts; else it is stale and must be dropped.</returns>
    public bool Accept(RoundId id, int worker, SliceRange slices)
    {
        if (id == Id && _pending.Remove(new Assignment(worker, slices)))
            return true;
        StaleAnswers++;
        return false;
    }

    /// <summary>Gives what a lost worker still owed to the others.</summary>
    /// <param name="worker">The lost worker's number.</param>
    /// <param name="others">The workers that are left, at least one.</param>
    /// <param name="assignments">Receives what is to be asked of whom.</param>
    public void Reassign(int worker, IReadOnlyList<int> others, List<Assignment> assignments)
    {
        assignments.Clear();
        _orphans.Clear();
        foreach (var assignment in _pending)
            if (assignment.Worker == worker)
                _orphans.Add(assignment);
        foreach (var orphan in _orphans)
        {
            _pending.Remove(orphan);
            Share(orphan.Slices, others, assignments);
        }
    }

    private void Share(SliceRange slices, IReadOnlyList<int> workers, List<Assignment> assignments)
    {
        for (var i = 0; i < workers.Count; i++)
        {
            var first = (int)((long)slices.Count * i / workers.Count);
            var end = (int)((long)slices.Count * (i + 1) / workers.Count);
            if (end == first)
                continue;
            var assignment = new Assignment(workers[i], new SliceRange(slices.First + first, end - first));
            _pending.Add(assignment);
            assignments.Add(assignment);
        }
    }
}
