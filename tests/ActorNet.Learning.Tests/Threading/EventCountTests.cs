using ActorNet.Learning.Threading;

namespace ActorNet.Learning.Tests.Threading;

public class EventCountTests
{
    /// <summary>Always parks, mostly parks, mostly spins.</summary>
    public static TheoryData<int> Spins => [0, 1, EventCount.DefaultSpins];

    [Fact]
    public void Await_returns_for_a_reached_value() => Deadline.Run(() =>
    {
        var count = new EventCount();
        count.Await(0);
        count.Advance();
        count.Advance();
        count.Await(1);
        count.Await(2);
        Assert.Equal(2, count.Value);
    });

    /// <summary>Each side's number is right only if no wake-up and no write is lost.</summary>
    [Theory]
    [MemberData(nameof(Spins))]
    public void Ping_pong_of_two_threads_loses_no_wakeup(int spins) => Deadline.Run(() =>
    {
        const int rounds = 5_000;
        var (ping, pong) = (new EventCount(spins), new EventCount(spins));
        var number = 0;
        var other = new Thread(() =>
        {
            for (var i = 1; i <= rounds; i++)
            {
                ping.Await(i);
                number++;
                pong.Advance();
            }
        });
        other.Start();
        for (var i = 1; i <= rounds; i++)
        {
            Assert.Equal(2 * (i - 1), number++);
            ping.Advance();
            pong.Await(i);
        }

        other.Join();
        Assert.Equal(2 * rounds, number);
    });

    [Theory]
    [MemberData(nameof(Spins))]
    public void One_advance_wakes_every_waiter(int spins) => Deadline.Run(() =>
    {
        var count = new EventCount(spins);
        var threads = Enumerable.Range(0, 5).Select(_ => new Thread(() => count.Await(1))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Deadline.Await(() => count.ParkedThreads == threads.Length, "all have parked");
        count.Advance();
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(0, count.ParkedThreads);
    });

    [Fact]
    public void Concurrent_advances_are_all_counted() => Deadline.Run(() =>
    {
        var count = new EventCount();
        var threads = Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 1_000; i++)
                count.Advance();
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        count.Await(3_000);
        Assert.Equal(3_000, count.Value);
    });
}
