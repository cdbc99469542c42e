using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Checking;

/// <summary>What is wrong with a run. <c>Of</c> is the property's name, or how the run itself failed: equal ones are the same failure.</summary>
internal sealed record Violation(string Of, string Sentence)
{
    /// <summary>The message that it is about; null if it is about none.</summary>
    public SimulatedMessage? Message { get; init; }
}
