namespace ActorNet.Tracing;

/// <summary>What a trace is of.</summary>
/// <param name="RunId">The run.</param>
/// <param name="HashedSteps">Of the steps that are a multiple of this, what messages carry is hashed.</param>
/// <param name="Options">The options that decide the weights, by name, and the data set.</param>
internal sealed record TraceHeader(string RunId, int HashedSteps, IReadOnlyList<KeyValuePair<string, string>> Options);
