using ActorNet.Cli.Bench.Scaling;

namespace ActorNet.Cli.Tests.Bench.Scaling;

public class WorkerSetupTests
{
    [Fact]
    public void Combinations_begin_with_the_one_that_others_are_compared_with_and_have_it_once()
    {
        Assert.Equal(
            ["1 worker", "2 workers", "1 worker of 2 threads", "2 workers of 2 threads", "1 worker, processes", "2 workers, processes",
                "1 worker of 2 threads, processes", "2 workers of 2 threads, processes"],
            WorkerSetup.Combinations([1, 2], [1, 2]).Select(setup => setup.ToString()));
        Assert.Equal(
            ["1 worker", "3 workers of 2 threads", "3 workers of 2 threads, processes"],
            WorkerSetup.Combinations([3], [2]).Select(setup => setup.ToString()));
    }

    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(2, new[] { 1, 2 })]
    [InlineData(7, new[] { 1, 2, 4 })]
    [InlineData(16, new[] { 1, 2, 4, 8, 16 })]
    public void Default_numbers_of_workers_double_up_to_the_processors(int processors, int[] workers) =>
        Assert.Equal(workers, WorkerSetup.DefaultWorkers(processors));
}
