namespace ActorNet.TestKit.Checking;

/// <summary>What is wrong with a run. <c>Property</c> is the property's name; empty if the run itself failed.</summary>
internal sealed record Violation(string Property, string Sentence);
