namespace ActorNet.TestKit.Exploring;

/// <summary>Kinds of faults that a <see cref="ScenarioSpace"/> draws.</summary>
[Flags]
public enum FaultKinds
{
    /// <summary>No faults.</summary>
    None = 0,

    /// <summary>Single messages that are lost, late, doubled, overtaken or held.</summary>
    Messages = 1,

    /// <summary>Links that break, and networks that are interrupted, in one or both directions.</summary>
    Links = 2,

    /// <summary>Workers that die, come back, stop for a while, get slow, leave and join.</summary>
    Workers = 4,

    /// <summary>Coordinators that die, come back from a checkpoint, are taken over, or stop for a while.</summary>
    Coordinators = 8,

    /// <summary>Full disks, torn writes and jumping clocks.</summary>
    Surroundings = 16,

    /// <summary>Workers that compute or add wrongly: found only if steps are audited, so not part of <see cref="All"/>.</summary>
    WrongResults = 32,

    /// <summary>Everything after which the weights must be the same in any case.</summary>
    All = Messages | Links | Workers | Coordinators | Surroundings,
}
