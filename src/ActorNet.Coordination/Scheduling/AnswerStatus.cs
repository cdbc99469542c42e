namespace ActorNet.Coordination.Scheduling;

internal enum AnswerStatus
{
    /// <summary>No request matches it.</summary>
    Unrequested,

    /// <summary>Its round is over or another worker answered first: good only for comparison.</summary>
    Redundant,

    /// <summary>The first answer for these slices of the current round.</summary>
    Accepted,
}
