using System.Globalization;
using ActorNet.Learning.Gradients;

namespace ActorNet.Tracing.Diagrams;

/// <summary>
/// Messages as a sequence diagram: a lane for each actor, an arrow for each message, in the order in which the coordinator sends or receives
/// them. Lanes without a message are left out, and so are messages above a maximum, of which the last line says how many.
/// </summary>
public sealed class SequenceDiagram
{
    /// <summary>The number of messages shown unless another is given.</summary>
    public const int DefaultMaxMessages = 60;

    /// <summary>Creates a diagram.</summary>
    /// <param name="messages">The messages, in any order.</param>
    /// <param name="lanes">The actors' names, in the order of their lanes.</param>
    /// <param name="maxMessages">The maximum number of messages shown.</param>
    /// <exception cref="ArgumentException">A message's sender or recipient has no lane.</exception>
    public SequenceDiagram(
        IEnumerable<TracedMessage> messages, IReadOnlyList<string> lanes, int maxMessages = DefaultMaxMessages)
    {
        List<TracedMessage> all = [.. messages.OrderBy(message => message.AtCoordinator)];
        Messages = [.. all.Take(maxMessages)];
        LeftOut = all.Count - Messages.Count;
        var used = Messages.SelectMany(message => new[] { message.From, message.To }).ToHashSet();
        Lanes = [.. lanes.Where(used.Contains)];
        if (used.FirstOrDefault(name => !Lanes.Contains(name)) is { } missing)
            throw new ArgumentException($"'{missing}' has no lane.", nameof(lanes));
    }

    internal IReadOnlyList<TracedMessage> Messages { get; }

    internal IReadOnlyList<string> Lanes { get; }

    internal int LeftOut { get; }

    /// <summary>The last line; null if no message is left out.</summary>
    internal string? LeftOutLine => LeftOut == 0 ? null
        : FormattableString.Invariant($"{LeftOut:N0} more message{(LeftOut == 1 ? " is" : "s are")} left out");

    /// <summary>Lines for a terminal, with the time since the first message.</summary>
    public string ToText() => TextDiagram.Of(this);

    /// <inheritdoc cref="ToText"/>
    public override string ToString() => ToText();

    /// <summary>A Mermaid sequence diagram, as Markdown pages of many sites render it.</summary>
    public string ToMermaid() => MermaidDiagram.Of(this);

    /// <summary>An SVG picture that needs no other file; light or dark as the reader's screen is.</summary>
    public string ToSvg() => SvgDiagram.Of(this);

    /// <summary>The numbers of the lanes of a message's sender and recipient.</summary>
    internal (int From, int To) LanesOf(TracedMessage message) => (LaneOf(message.From), LaneOf(message.To));

    /// <summary>"ComputeGradient(step 12, slices 0-3)".</summary>
    internal static string LabelOf(TracedMessage message)
    {
        var parts = new List<string>();
        if (message.Step is { } step)
            parts.Add(FormattableString.Invariant($"step {step}"));
        if (message.Slices is { } slices)
            parts.Add(TextOf(slices));
        return Clean(message.Kind) + (parts.Count == 0 ? "" : $"({string.Join(", ", parts)})") + (message.ReceivedAt is null ? ", lost" : "");
    }

    /// <summary>"slice 3" or "slices 0-3".</summary>
    internal static string TextOf(SliceRange slices) => slices.Count == 1
        ? FormattableString.Invariant($"slice {slices.First}") : FormattableString.Invariant($"slices {slices.First}-{slices.End - 1}");

    /// <summary>Without the characters that a terminal obeys or XML does not have.</summary>
    internal static string Clean(string name) => string.Concat(name.Select(letter => char.GetUnicodeCategory(letter)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned ? '?' : letter));

    private int LaneOf(string name)
    {
        var lane = 0;
        while (Lanes[lane] != name)
            lane++;
        return lane;
    }
}
