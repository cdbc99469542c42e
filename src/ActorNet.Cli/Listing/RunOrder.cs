namespace ActorNet.Cli.Listing;

/// <summary>What runs are listed by.</summary>
internal enum RunOrder
{
    /// <summary>When they were created, oldest first.</summary>
    Created,

    /// <summary>Test accuracy, best first.</summary>
    Accuracy,

    /// <summary>Test loss, least first.</summary>
    Loss,

    /// <summary>Training speed, fastest first.</summary>
    Speed,
}
