using ActorNet.Coordination.Exchange;

namespace ActorNet.Coordination.Tests.Exchange;

public class PeerGraphTests
{
    private readonly PeerGraph _graph = new();
    private TimeSpan _now;

    [Fact]
    public void Newer_worker_connects_to_older_ones()
    {
        Add(0, 1, 2);
        Assert.Equal([new(1, 0), new(2, 0), new(2, 1)], Due());
        Assert.Empty(Due());
    }

    [Fact]
    public void Link_counts_when_both_ends_have_reported_it()
    {
        Add(0, 1);
        Due();
        _graph.RecordConnected(0, 1);
        _graph.RecordConnected(0, 1); // the same end once more
        Assert.Empty(Group(0, 1).Skip(1));
        Assert.True(_graph.IsConnecting(1, 0));
        _graph.RecordConnected(1, 0);
        Assert.False(_graph.IsConnecting(1, 0));
        Assert.Equal([0, 1], Group(0, 1));
    }

    [Fact]
    public void Group_is_connected_completely_and_only_of_candidates()
    {
        Add(0, 1, 2, 3);
        Due();
        Connect((0, 1), (0, 2), (1, 2), (2, 3));
        Assert.Equal([0, 1, 2], Group(0, 1, 2, 3));
        Assert.Equal([2, 3], Group(2, 3));
        _graph.RecordLost(1, 2, _now);
        Assert.Equal(2, Group(0, 1, 2, 3).Count);
        _graph.Remove(2);
        Assert.Equal([0, 1], Group(0, 1, 3));
    }

    [Fact]
    public void Oldest_worker_without_links_does_not_keep_the_others_from_exchanging()
    {
        Add(0, 1, 2);
        Due();
        Connect((1, 2));
        Assert.Equal([1, 2], Group(0, 1, 2));
    }

    [Fact]
    public void Failed_connection_is_tried_again_from_the_other_side_after_growing_intervals()
    {
        Add(0, 1);
        var intervals = new List<double>();
        var from = new List<int>();
        for (var failedAt = _now; intervals.Count < 10; _now += TimeSpan.FromMilliseconds(500))
        {
            foreach (var due in Due())
            {
                from.Add(due.From);
                intervals.Add((_now - failedAt).TotalSeconds);
                _graph.RecordLost(0, 1, failedAt = _now);
            }
        }

        Assert.Equal([0, 1, 2, 4, 8, 16, 32, 64, 120, 120], intervals);
        Assert.Equal([1, 0, 1, 0], from.Take(4));
    }

    [Fact]
    public void Connection_without_a_report_has_failed()
    {
        Add(0, 1);
        Due();
        _now += TimeSpan.FromSeconds(14);
        Assert.Empty(Due());
        _now += TimeSpan.FromSeconds(3);
        Assert.Empty(Due());
        _now += TimeSpan.FromSeconds(2);
        Assert.Equal([new(0, 1)], Due());
    }

    [Fact]
    public void Reports_about_unknown_workers_are_ignored()
    {
        Add(0);
        _graph.RecordConnected(0, 7);
        _graph.RecordConnected(-1, 0);
        _graph.RecordLost(7, 8, _now);
        _graph.Remove(9);
        Assert.Equal([0], Group(0));
    }

    private void Add(params int[] workers)
    {
        foreach (var worker in workers)
            _graph.Add(worker, _now);
    }

    private void Connect(params (int One, int Other)[] pairs)
    {
        foreach (var (one, other) in pairs)
        {
            _graph.RecordConnected(one, other);
            _graph.RecordConnected(other, one);
        }
    }

    private List<PeerConnection> Due() => [.. _graph.TakeDue(_now)];

    private List<int> Group(params int[] candidates)
    {
        var group = new List<int>();
        _graph.PickGroup(candidates, group);
        return group;
    }
}
