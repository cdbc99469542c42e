using System.IO.Hashing;
using System.Runtime.InteropServices;
using ActorNet.Coordination.Messages;

namespace ActorNet.Coordination.Verification;

/// <summary>
/// A hash (XXH128) to compare two answers bit for bit. It detects faults, not forgery, and is never stored or sent, so native byte order
/// suffices.
/// </summary>
internal static class AnswerHash
{
    /// <summary>
    /// Hashes the nodes' sums and the losses of a <see cref="GradientComputed"/>, or the losses and the count of a
    /// <see cref="SlicesEvaluated"/>.
    /// </summary>
    public static UInt128 Of(object answer) => answer switch
    {
        GradientComputed gradient => Of(gradient),
        SlicesEvaluated evaluation => Of(evaluation),
        _ => throw new ArgumentException($"{answer.GetType().Name} is no answer.", nameof(answer)),
    };

    private static UInt128 Of(GradientComputed answer)
    {
        var hash = new XxHash128();
        for (var i = 0; i < answer.Result.NodeCount; i++)
            hash.Append(MemoryMarshal.AsBytes(answer.Result.Sum(i).AsSpan()));
        hash.Append(MemoryMarshal.AsBytes(answer.Result.SliceLosses));
        return hash.GetCurrentHashAsUInt128();
    }

    private static UInt128 Of(SlicesEvaluated answer)
    {
        var hash = new XxHash128();
        hash.Append(MemoryMarshal.AsBytes(answer.SliceLosses.AsSpan()));
        hash.Append(MemoryMarshal.AsBytes([answer.Correct]));
        return hash.GetCurrentHashAsUInt128();
    }
}
