using System.Globalization;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.TestKit.Scenarios;

/// <summary>A message of a simulated run.</summary>
public sealed class SimulatedMessage
{
    /// <summary>Its place in the order of sending, from 0.</summary>
    public required long Number { get; init; }

    /// <summary>The message's type, such as ComputeGradient.</summary>
    public required string Kind { get; init; }

    /// <summary>The sender: "coordinator" or a worker's name.</summary>
    public required string From { get; init; }

    /// <summary>The receiver.</summary>
    public required string To { get; init; }

    /// <summary>The round; null for messages that belong to none.</summary>
    public RoundId? Round { get; init; }

    /// <summary>The step of the round.</summary>
    public long? Step => Round?.Step;

    /// <summary>The slices; null for messages that are about none.</summary>
    public SliceRange? Slices { get; init; }

    /// <summary>Of the numbers that the message carries; 0 without any.</summary>
    public ulong Hash { get; internal set; }

    /// <summary>Bytes of the numbers that the message carries.</summary>
    public long Bytes { get; init; }

    /// <summary>Virtual time since the start.</summary>
    public required TimeSpan SentAt { get; init; }

    /// <summary>When it first arrived; null if it never did.</summary>
    public TimeSpan? ReceivedAt { get; internal set; }

    /// <summary>What happened to it on its way, such as "Drop"; null for nothing.</summary>
    public string? Fate { get; internal set; }

    /// <summary>One line: times in milliseconds, sender, receiver, and what it is about.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Milliseconds(SentAt),10} {(ReceivedAt is { } at ? Milliseconds(at) : "never"),10}  {From} -> {To}  {Kind}{About()}{(Hash == 0 ? "" : $" #{Hash:x16}")}{(Fate is null ? "" : $"  {Fate}")}");

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>The round and slices, as text after the kind; empty without.</summary>
    internal string About()
    {
        if (Round is not { } round)
            return "";
        var what = round.Kind == RoundKind.Gradient ? "" : $" {round.Kind}";
        return string.Create(
            CultureInfo.InvariantCulture, $"{what} step {round.Step}{(Slices is { } slices ? $" slices {slices.First}-{slices.End - 1}" : "")}");
    }
}
