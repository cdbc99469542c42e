using ActorNet.Learning.Gradients;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Probing;

/// <summary>What a probe got, in order. All actors of a test run on its thread, so what is not there will not come.</summary>
internal sealed class Mailbox(string owner)
{
    private readonly Queue<object> _messages = new();
    private readonly List<string> _taken = [];

    /// <summary>The next message; null if there is none.</summary>
    public object? Peek => _messages.TryPeek(out var message) ? message : null;

    public bool IsEmpty => _messages.Count == 0;

    public void Add(object message) => _messages.Enqueue(message);

    /// <summary>The next message, of any kind; null if there is none.</summary>
    public object? Take()
    {
        if (!_messages.TryDequeue(out var message))
            return null;
        _taken.Add(TextOf(message));
        return message;
    }

    /// <summary>Takes the next message, which must be of this type and fit.</summary>
    /// <exception cref="ProbeFailedException">It is another one, or there is none.</exception>
    public T Expect<T>(Func<T, bool>? fits, string what, string file, int line)
    {
        var before = Before;
        var next = Take();
        return next is T message && fits?.Invoke(message) != false
            ? message
            : throw Failure($"was to get {what}, and got {(next is null ? "nothing" : TextOf(next))}", before, file, line);
    }

    public void ExpectNothing(string file, int line)
    {
        var before = Before;
        if (Take() is { } message)
            throw Failure($"was to get nothing, and got {TextOf(message)}", before, file, line);
    }

    /// <summary>A message that is expected, in words.</summary>
    public static string TextOf(string kind, long? step, SliceRange? slices)
    {
        var text = step is null ? kind : FormattableString.Invariant($"{kind} step {step}");
        return slices is { } range ? FormattableString.Invariant($"{text} slices {range.First}-{range.End - 1}") : text;
    }

    private string Before => _taken.Count == 0 ? "nothing" : string.Join("; ", _taken);

    private ProbeFailedException Failure(string what, string before, string file, int line) =>
        new(FormattableString.Invariant($"{owner} {what}, at {Path.GetFileName(file)}:{line}. Before it got: {before}."));

    private static string TextOf(object message)
    {
        var described = Payload.Describe(0, "", "", message, TimeSpan.Zero);
        return described.Kind + described.About();
    }
}
