namespace ActorNet.TestKit.Simulation;

/// <summary>How a run is not what its scenario asks for.</summary>
internal enum FailureKind
{
    /// <summary>Code of the test or of the simulation threw.</summary>
    Stopped,

    /// <summary>The coordinator gave the run up.</summary>
    Failed,

    NotOver,

    /// <summary>A fault had no effect.</summary>
    Ineffective,

    /// <summary>A fault never happened.</summary>
    Missed,
}
