using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;

namespace ActorNet.Coordination.Tests.Training;

public class TrainerOptionsTests
{
    /// <summary>As many workers as processors have threads for, but each with 40 million operations in a step.</summary>
    [Theory]
    [InlineData("784-30-10", 10, 2, 1, 1)]
    [InlineData("784-30-10", 10, 64, 1, 1)]
    [InlineData("784-256-10", 128, 2, 1, 2)]
    [InlineData("784-256-10", 128, 64, 1, 3)]
    [InlineData("784-1024-1024-10", 512, 1, 1, 1)]
    [InlineData("784-1024-1024-10", 512, 8, 1, 8)]
    [InlineData("784-1024-1024-10", 512, 8, 4, 2)]
    [InlineData("784-1024-1024-10", 512, 8, 16, 1)]
    [InlineData("784-4096-4096-10", 4096, 1000, 1, 256)]
    public void Workers_follow_the_processors_and_the_work_in_a_step(string network, int batch, int processors, int threads, int workers)
    {
        var spec = new TrainingSpec(NetworkSpec.Parse(network)) { BatchSize = batch };
        var options = new TrainerOptions { Processors = processors, Threads = threads };
        Assert.Equal((workers, workers), (options.WorkersFor(spec), options.ConcurrentWorkersFor(spec)));
        options = options with { Workers = 5 };
        Assert.Equal((5, Math.Min(workers, 5)), (options.WorkersFor(spec), options.ConcurrentWorkersFor(spec)));
        options = options with { CreateComputer = (_, _) => throw new InvalidOperationException("not called") };
        Assert.Equal((5, 5), (options.WorkersFor(spec), options.ConcurrentWorkersFor(spec)));
    }

    [Theory]
    [InlineData(0, 1, "Workers is 0; allowed is a whole number from 1 to 256.")]
    [InlineData(257, 1, "Workers is 257; allowed is a whole number from 1 to 256.")]
    [InlineData(null, 257, "Threads is 257; allowed is a whole number from 1 to 256.")]
    public void Numbers_out_of_range_are_rejected(int? workers, int threads, string sentence)
    {
        var options = new TrainerOptions { Workers = workers, Threads = threads };
        var error = Assert.Throws<InvalidInputException>(() => options.Validate(new TrainingSpec(NetworkSpec.Parse("4-2"))));
        Assert.Equal(sentence, error.Message);
    }

    [Fact]
    public void Workers_of_a_process_have_4096_threads_together_at_most()
    {
        TrainerOptions.CheckComputeThreads(256, 16);
        Assert.Throws<InvalidInputException>(() => TrainerOptions.CheckComputeThreads(241, 17));
    }

    /// <summary>4-2 has 10 parameters, and momentum one vector of them.</summary>
    [Theory]
    [InlineData(0, 10, 1, 10, 10, true)]
    [InlineData(-1, 10, 1, 10, 10, false)]
    [InlineData(3, 9, 1, 10, 10, false)]
    [InlineData(3, 10, 2, 10, 10, false)]
    [InlineData(3, 10, 1, 9, 10, false)]
    [InlineData(3, 10, 1, 10, 9, false)]
    public void State_that_does_not_fit_is_rejected(long step, int parameters, int vectors, int length, int best, bool fits)
    {
        var state = new TrainingState(
            step, new float[parameters], [.. Enumerable.Range(0, vectors).Select(_ => new float[length])], 0, new BestEpoch(1, 0.5, new float[best]));
        Validates(new TrainingSpec(NetworkSpec.Parse("4-2")), state, fits);
    }

    [Fact]
    public void Run_that_begins_with_given_weights_needs_these_at_step_0()
    {
        float[] given = [.. Enumerable.Repeat(0.5f, 10)], other = new float[10];
        var spec = new TrainingSpec(NetworkSpec.Parse("4-2")) { InitialWeights = WeightsHash.Of(given) };
        Validates(spec, null, fits: false);
        Validates(spec, TrainingState.Beginning(spec, given), fits: true);
        Validates(spec, TrainingState.Beginning(spec, other), fits: false);
        Validates(spec, TrainingState.Beginning(spec, other) with { Step = 1 }, fits: true);
    }

    private static void Validates(TrainingSpec spec, TrainingState? state, bool fits)
    {
        var options = new TrainerOptions { ResumeFrom = state };
        if (fits)
            options.Validate(spec);
        else
            Assert.Throws<InvalidInputException>(() => options.Validate(spec));
    }
}
