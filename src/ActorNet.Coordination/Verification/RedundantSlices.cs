using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Verification;

/// <summary>
/// A worker's answer. Contains the name because the worker may have left by the time it proves faulty; <c>Hash</c> is an
/// <see cref="AnswerHash"/>.
/// </summary>
internal readonly record struct AnswerRecord(int Worker, string Name, UInt128 Hash);

/// <summary>Slices assigned to more than one worker, and the answers so far. The step may be over before the last one arrives.</summary>
internal sealed class RedundantSlices(RoundId round, SliceRange slices, float[] parameters)
{
    private readonly List<AnswerRecord> _answers = [];

    public RoundId Round { get; } = round;

    public SliceRange Slices { get; } = slices;

    /// <summary>Retained by the open requests for these slices; read only when one of them is answered.</summary>
    public float[] Parameters { get; } = parameters;

    /// <returns>Whether all answers so far are equal.</returns>
    public bool Add(AnswerRecord answer)
    {
        _answers.Add(answer);
        return _answers[0].Hash == answer.Hash;
    }

    public IReadOnlyList<AnswerRecord> RecordsExcept(UInt128 hash) => [.. _answers.Where(answer => answer.Hash != hash)];
}
