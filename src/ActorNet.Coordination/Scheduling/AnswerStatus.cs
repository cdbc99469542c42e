namespace ActorNet.Coordination.Scheduling;

/// <summary>What an answer is worth.</summary>
internal enum AnswerStatus
{
    /// <summary>Nobody asked for it.</summary>
    Unrequested,

    /// <summary>It was asked for, but its round is over, or somebody else has answered first: good for a comparison only.</summary>
    Redundant,

    /// <summary>It is the first about these slices: to be used.</summary>
    Accepted,
}
