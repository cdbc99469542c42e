using ActorNet.Learning.Gradients;
using ActorNet.Testing;
using ActorNet.Transport.Links;

namespace ActorNet.Transport.Tests.Links;

/// <summary>Allocations, threads and sockets of links. Not parallel, since the counts are those of the whole process.</summary>
[Collection(nameof(TensorLinkResourceTests))]
[CollectionDefinition(nameof(TensorLinkResourceTests), DisableParallelization = true)]
public class TensorLinkResourceTests
{
    private protected virtual LinkPair Links() => new();

    /// <summary>The bytes that all threads together may allocate per round.</summary>
    private protected virtual int AllowedBytesPerRound => 12;

    [Theory]
    [InlineData(10)]
    [InlineData(20_000)]
    [InlineData(1_000_000)] // more than the kernel accepts at once: the writer thread sends the rest
    public void Steady_state_allocates_nothing(int floats)
    {
        const int Blocks = 5;
        var rounds = floats > 100_000 ? 20 : 1000;
        using var links = Links();
        var allocated = new long[2, Blocks];
        var total = new long[Blocks];
        Deadline.Run(() => Run(0, links.Near, links.Far, isFirst: true), () => Run(1, links.Far, links.Near, isFirst: false));
        for (var side = 0; side < 2; side++)
            Assert.Equal(0, Enumerable.Range(0, Blocks).Min(block => allocated[side, block]));
        // Other threads of the process may allocate occasionally, but not per frame.
        Assert.True(total.Min() < AllowedBytesPerRound * rounds, $"{rounds} rounds allocated {total.Min()} bytes.");

        void Run(int side, TensorLink link, TensorLink other, bool isFirst)
        {
            var gradient = new PartialGradient(floats / 2);
            gradient.Begin(new SliceRange(1, 2), 4);
            var parameters = new float[floats];
            for (var block = -1; block < Blocks; block++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var totalBefore = GC.GetTotalAllocatedBytes();
                for (var i = 0; i < rounds; i++)
                {
                    if (isFirst)
                        link.Send(TestFrames.Full, parameters);
                    Take(link, isFirst ? gradient : null, parameters);
                    if (!isFirst)
                    {
                        link.Send(TestFrames.Full, "a few bytes"u8);
                        link.Send(TestFrames.Full, gradient);
                    }
                }

                if (block < 0)
                    continue;
                allocated[side, block] = GC.GetAllocatedBytesForCurrentThread() - before;
                total[block] = GC.GetTotalAllocatedBytes() - totalBefore;
            }
        }

        static void Take(TensorLink link, PartialGradient? gradient, float[] parameters)
        {
            link.Receive();
            if (gradient is null)
            {
                link.Read(parameters);
            }
            else
            {
                link.Skip();
                link.EndFrame();
                link.Receive();
                link.Read(gradient);
            }

            link.EndFrame();
        }
    }

    [Fact]
    public void Closed_links_release_threads_and_sockets()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Use();
        var (threads, files) = Count();
        for (var i = 0; i < 20; i++)
            Use();
        Deadline.Await(
            () => Count() is var (threadsNow, filesNow) && threadsNow <= threads + 3 && filesNow <= files + 3,
            "threads and sockets are gone");

        static (int Threads, int Files) Count() =>
            (Directory.GetDirectories("/proc/self/task").Length, Directory.GetFileSystemEntries("/proc/self/fd").Length);

        // One thread waits to receive, another to send.
        void Use()
        {
            using var links = Links();
            var receiver = new Thread(() => Record.Exception(() => links.Near.Receive())) { IsBackground = true };
            receiver.Start();
            for (var i = 0; i < 3; i++)
                links.Near.Send(TestFrames.Full, new float[2 << 20]);
            links.Near.Dispose();
            Assert.True(receiver.Join(LinkPair.ResponseTimeout));
        }
    }
}
