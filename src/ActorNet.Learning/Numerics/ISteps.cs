namespace ActorNet.Learning.Numerics;

/// <summary>Whether a kernel goes through every depth of A, or only through those that a list names.</summary>
internal interface ISteps
{
    static abstract bool AreSparse { get; }
}

internal readonly struct DenseSteps : ISteps { public static bool AreSparse => false; }
internal readonly struct SparseSteps : ISteps { public static bool AreSparse => true; }
