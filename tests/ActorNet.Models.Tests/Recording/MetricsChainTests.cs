using ActorNet.Models.Recording;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Models.Tests.Recording;

public class MetricsChainTests
{
    private static readonly WeightsHashed First = new("r", 0, "aa", ["bb"], "cc");
    private static readonly StepsCompleted Steps = new("r", 1, 3, 3, 6, 0.25, 0.1, 100, [new WorkerProgress("w", 4, 0.75)]);
    private static readonly EpochCompleted Epoch = new("r", 1, 6, 0.5, null, double.NaN, 0.125, 0.75, 2, 5, true);
    private static readonly WeightsHashed Last = new("r", 6, "dd", ["ee", "ff"], "00");

    /// <summary>
    /// Python, with o the origin, as docs/verify.md defines it: one = sha256(f"{o}\n0\naa\nbb\ncc\n"), the link
    /// sha256(f"{one}\n6\ndd\nee ff\n00\n" + pack('&lt;14d', 1, 1, 3, .25, .1, 2, 1, 6, .5, nan, nan, .125, .75, 1)).
    /// </summary>
    [Fact]
    public void Links_are_those_of_the_documented_format()
    {
        Assert.Equal("ccbdbc52bf345cb4a19c9e84da21cd1d2d8e200d0e60088e270ae9a2966dfa66", Samples.Run.ChainOrigin());
        Assert.Equal("93f3355772f9d9505ecfb6879109963268652b12c3a7e275c3e75d9a61dc3eef", LinkAfter(First));
        Assert.Equal("dfa0f71aa84c03ceb2d8ac6eb54de2a5115ab9c78deba360a48dda56e021f5a2", LinkAfter(First, Steps, Epoch, Last));
    }

    public static TheoryData<TrainingEvent, TrainingEvent> Changes => new()
    {
        { Steps, Steps with { Loss = Math.BitIncrement(0.25) } },
        { Steps, Steps with { LearningRate = 0.2 } },
        { Steps, Steps with { Step = 4 } },
        { Epoch, Epoch with { TrainLoss = 0.6 } },
        { Epoch, Epoch with { ValidationLoss = 0 } },
        { Epoch, Epoch with { ValidationAccuracy = 1 } },
        { Epoch, Epoch with { TestLoss = 0.13 } },
        { Epoch, Epoch with { TestAccuracy = null } },
        { Epoch, Epoch with { IsBest = false } },
        { First, First with { StateSha256 = "cd" } },
        { First, First with { PrefixSha256 = ["b"] } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Whatever_the_law_determines_changes_the_link(TrainingEvent original, TrainingEvent changed) => Assert.NotEqual(
        LinkAfter(First, Steps, Epoch, Last),
        LinkAfter([.. new TrainingEvent[] { First, Steps, Epoch, Last }.Select(each => each == original ? changed : each)]));

    [Fact]
    public void Times_speeds_workers_and_other_events_do_not_change_it() => Assert.Equal(
        LinkAfter(First, Steps, Epoch, Last),
        LinkAfter(
            new WorkerJoined("r", "x"), First, Steps with { SamplesPerSecond = 1, Workers = [], RunId = "s" }, new WorkerLeft("r", "x", "why"),
            Epoch with { Seconds = 9, SamplesPerSecond = 1 }, Last));

    [Fact]
    public void A_chain_continues_from_the_links_of_its_file()
    {
        var whole = new MetricsChain(Samples.Run);
        var file = new TrainingEvent[] { First, Steps, Last }.Select(whole.Add).ToList();

        Assert.Equal(whole.Add(Last with { Step = 9 }), MetricsChain.After(Samples.Run, file).Add(Last with { Step = 9 }));
        Assert.NotEqual(
            whole.Copy().Add(Last with { Step = 9 }),
            MetricsChain.After(Samples.Run, [.. file[..^1], Last with { Link = "other" }]).Add(Last with { Step = 9 }));
    }

    /// <summary>More epochs may be added to a run, unless its cosine schedule is made for them.</summary>
    [Fact]
    public void Origin_depends_on_the_epochs_only_with_a_cosine_schedule()
    {
        var cosine = Samples.Run with { Spec = Samples.Spec with { Schedule = Learning.Optimizers.LearningRateSchedule.Cosine } };

        Assert.Equal(Samples.Run.ChainOrigin(), Longer(Samples.Run).ChainOrigin());
        Assert.NotEqual(cosine.ChainOrigin(), Longer(cosine).ChainOrigin());
        Assert.NotEqual(
            Samples.Run.ChainOrigin(), (Samples.Run with { Spec = Samples.Spec with { Seed = 3 } }).ChainOrigin());

        static RunDescription Longer(RunDescription run) => run with { Spec = run.Spec with { Epochs = 99 } };
    }

    private static string LinkAfter(params TrainingEvent[] events)
    {
        var chain = new MetricsChain(Samples.Run);
        return events.Select(chain.Add).OfType<WeightsHashed>().Last().Link!;
    }
}
