namespace ActorNet.Coordination.Training;

/// <summary>
/// The fencing numbers of a run: the upper bits count the coordinators that took it over, the lower ones how often each went back. So
/// whoever takes over needs to know of the last coordinator, but not how often it went back, to have a greater number than it ever had.
/// </summary>
internal static class Incarnations
{
    /// <summary>The first coordinator's, before it went back.</summary>
    public const int First = 1;

    private const int BitsOfReturns = 16;

    /// <summary>The number of coordinators that took the run over.</summary>
    public static int Term(int incarnation) => incarnation >> BitsOfReturns;

    /// <summary>The number of a coordinator that takes over after this one.</summary>
    public static int AfterTakeover(int incarnation) => ((Term(incarnation) + 1) << BitsOfReturns) + First;
}
