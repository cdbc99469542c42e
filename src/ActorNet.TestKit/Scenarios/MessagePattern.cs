using System.Runtime.CompilerServices;

namespace ActorNet.TestKit.Scenarios;

/// <summary>
/// Which messages a fault waits for: all that are given must fit. Its text is the C# that creates it.
/// </summary>
public sealed record MessagePattern
{
    private Func<SimulatedMessage, bool>? _condition;
    private string _conditionText = "";

    /// <summary>The message's type, such as GradientComputed; null for any.</summary>
    public string? Kind { get; init; }

    /// <summary>The sender; null for any.</summary>
    public string? From { get; init; }

    /// <summary>The receiver; null for any.</summary>
    public string? To { get; init; }

    /// <summary>The step that it is about; null for any.</summary>
    public long? Step { get; init; }

    /// <summary>How many messages that fit are left alone before.</summary>
    public int After { get; init; }

    /// <summary>Messages of one type, such as "GradientComputed"; null for any.</summary>
    public static MessagePattern Of(string? kind, string? from = null, string? to = null, long? step = null, int after = 0) =>
        new() { Kind = kind, From = from, To = to, Step = step, After = after };

    /// <summary>Messages for which a condition holds; <paramref name="text"/> is filled in by the compiler.</summary>
    public static MessagePattern Where(
        Func<SimulatedMessage, bool> condition, [CallerArgumentExpression(nameof(condition))] string text = "") =>
        new() { _condition = condition, _conditionText = text };

    internal bool Fits(SimulatedMessage message) =>
        (Kind is null || Kind == message.Kind)
        && (From is null || From == message.From)
        && (To is null || To == message.To)
        && (Step is null || Step == message.Step)
        && (_condition is null || _condition(message));

    /// <inheritdoc/>
    public override string ToString()
    {
        if (_condition is not null)
            return $"MessagePattern.Where({_conditionText})";
        var parts = new List<string> { Kind is null ? "null" : CSharp.Of(Kind) };
        if (From is not null)
            parts.Add($"from: {CSharp.Of(From)}");
        if (To is not null)
            parts.Add($"to: {CSharp.Of(To)}");
        if (Step is { } step)
            parts.Add($"step: {CSharp.Of(step)}");
        if (After > 0)
            parts.Add($"after: {CSharp.Of(After)}");
        return $"MessagePattern.Of({string.Join(", ", parts)})";
    }
}
