namespace ActorNet.Tracing;

/// <summary>What message types mean for a trace, by their names: the types themselves belong to projects that reference this one.</summary>
internal static class MessageKinds
{
    /// <summary>The coordinator ends a worker's part: its open requests are lost.</summary>
    public const string End = "EndWorker";

    /// <summary>A part of the gradient, added by the workers of an exchange.</summary>
    public const string ShardSum = "ShardSummed";

    /// <summary>Requests for slices.</summary>
    public static IReadOnlySet<string> Requests { get; } = new HashSet<string> { "ComputeGradient", "EvaluateSlices" };

    /// <summary>Results of slices.</summary>
    public static IReadOnlySet<string> Results { get; } = new HashSet<string> { "GradientComputed", "SlicesEvaluated", "ShareComputed" };

    /// <summary>Answers that say that a request has failed.</summary>
    public static IReadOnlySet<string> Failures { get; } = new HashSet<string> { "SlicesFailed", "ExchangeFailed" };
}
