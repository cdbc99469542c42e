namespace ActorNet.Testing;

/// <summary>Collects the sentences that a recorder reports to its user.</summary>
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

    /// <summary>Waits for the next sentence; <paramref name="what"/> is what it should report.</summary>
    public string Next(string what)
    {
        lock (_sentences)
        {
            while (_sentences.Count == _awaited)
                Assert.True(
                    Monitor.Wait(_sentences, Deadline),
                    $"The recorder did not report within {Deadline.TotalSeconds} s that {what}.");
            return _sentences[_awaited++];
        }
    }
}
