namespace ActorNet.Actors.Coordinator;

/// <summary>What an answer is worth.</summary>
internal enum AnswerWorth
{
    /// <summary>Nobody asked for it.</summary>
    None,

    /// <summary>It was asked for, but its round is over, or somebody else has answered first: good for a comparison only.</summary>
    Repeated,

    /// <summary>It is the first about these slices: to be used.</summary>
    First,
}
