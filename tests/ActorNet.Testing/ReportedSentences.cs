namespace ActorNet.Testing;

/// <summary>What a recorder tells its user, to be waited for.</summary>
internal sealed class ReportedSentences
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly List<string> _sentences = [];
    private int _awaited;

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_sentences)
                return [.. _sentences];
        }
    }

    public void Tell(string sentence)
    {
        lock (_sentences)
        {
            _sentences.Add(sentence);
            Monitor.PulseAll(_sentences);
        }
    }

    /// <summary>Waits for the next sentence, which should say <paramref name="what"/>.</summary>
    public string Next(string what)
    {
        lock (_sentences)
        {
            while (_sentences.Count == _awaited)
                Assert.True(Monitor.Wait(_sentences, Deadline), $"The recorder did not tell within {Deadline.TotalSeconds} s that {what}.");
            return _sentences[_awaited++];
        }
    }
}
