using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Verification;

/// <summary>What a worker has answered.</summary>
/// <param name="Worker">The worker's number.</param>
/// <param name="Name">The worker's name: it may be gone by the time it is found out.</param>
/// <param name="Hash">The fingerprint of the answer; see <see cref="AnswerHash"/>.</param>
internal readonly record struct AnswerRecord(int Worker, string Name, UInt128 Hash);

/// <summary>Slices that more than one worker was asked for, and what these have answered. The step may be over before the last has.</summary>
/// <param name="round">The round.</param>
/// <param name="slices">The slices.</param>
/// <param name="parameters">The parameters that the round is about.</param>
internal sealed class RedundantSlices(RoundId round, SliceRange slices, float[] parameters)
{
    private readonly List<AnswerRecord> _witnesses = [];

    /// <summary>The round.</summary>
    public RoundId Round { get; } = round;

    /// <summary>The slices.</summary>
    public SliceRange Slices { get; } = slices;

    /// <summary>The parameters that the round is about. Not written until all answers have come.</summary>
    public float[] Parameters { get; } = parameters;

    /// <summary>Takes note of an answer.</summary>
    /// <returns>Whether all answers so far are the same.</returns>
    public bool Add(AnswerRecord witness)
    {
        _witnesses.Add(witness);
        return _witnesses[0].Hash == witness.Hash;
    }

    /// <summary>Those who have answered something else.</summary>
    public IReadOnlyList<AnswerRecord> RecordsExcept(UInt128 hash) => [.. _witnesses.Where(witness => witness.Hash != hash)];
}
