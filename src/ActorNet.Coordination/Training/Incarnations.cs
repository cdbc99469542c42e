namespace ActorNet.Coordination.Training;

/// <summary>
/// A run's fencing numbers. The upper bits hold the term, the number of takeovers; the lower bits count rewinds within it. A coordinator
/// that takes over needs only the last term, not the number of rewinds, to get a greater number.
/// </summary>
internal static class Incarnations
{
    /// <summary>The first coordinator's number, before any rewind.</summary>
    public const int First = 1;

    private const int RewindBits = 16;

    public static int Term(int incarnation) => incarnation >> RewindBits;

    /// <summary>The number of the coordinator that takes over next.</summary>
    public static int AfterTakeover(int incarnation) => ((Term(incarnation) + 1) << RewindBits) + First;
}
