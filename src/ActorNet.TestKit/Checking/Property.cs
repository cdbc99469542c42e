using System.Globalization;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>Something that must hold for a run, or in the case of <see cref="Sometimes"/> for one of many.</summary>
/// <param name="Name">What must hold, as a sentence.</param>
public abstract record Property(string Name)
{
    /// <summary>The run ends with the weights of LocalTrainer, bit for bit.</summary>
    public static Property SameWeights { get; } = new Checked("The weights are those of LocalTrainer.", run =>
        run.Result is { } result && result.WeightsSha256 != run.ExpectedSha256
            ? $"The weights are {result.WeightsSha256}; LocalTrainer's are {run.ExpectedSha256}."
            : null);

    /// <summary>No step counts a sample of its minibatch twice.</summary>
    public static Property NoSampleTwice { get; } = new Checked(
        "No step counts a sample twice.", SampleCount.ViolationIn);

    /// <summary>The run ends within a virtual time after its last fault.</summary>
    public static Property FinishesWithin(TimeSpan time) => new Checked(
        string.Create(CultureInfo.InvariantCulture, $"The run ends within {time.TotalSeconds} s after its last fault."),
        run => run.Duration - run.LastFaultAt is var taken && taken > time
            ? string.Create(CultureInfo.InvariantCulture, $"The run ended {taken.TotalSeconds:F3} s after its last fault; allowed are {time.TotalSeconds} s.")
            : null);

    /// <summary>A condition holds for every message.</summary>
    public static Property Always(string name, Func<SimulatedMessage, bool> condition) => new ForMessages(name, condition);

    /// <summary>A condition holds for every run as a whole.</summary>
    public static Property InEveryRun(string name, Func<SimulationRun, bool> condition) =>
        new Checked(name, run => condition(run) ? null : $"'{name}' does not hold for the run.");

    /// <summary>A condition holds for an event of the run.</summary>
    public static Property Eventually(string name, Func<TrainingEvent, bool> condition) => new Checked(name, run =>
        run.Events.Any(condition) ? null : $"'{name}' holds for no event of the run.");

    /// <summary>
    /// A condition holds for at least one run of an exploration: if what a test is about never happens, the test proves nothing.
    /// </summary>
    public static Property Sometimes(string name, Func<SimulationRun, bool> condition) => new Occasional(name, condition);

    internal virtual Violation? ViolationIn(SimulationRun run) => null;

    internal virtual bool IsSeenIn(SimulationRun run) => true;

    private sealed record Checked(string Name, Func<SimulationRun, string?> Check) : Property(Name)
    {
        internal override Violation? ViolationIn(SimulationRun run) => Check(run) is { } sentence ? new Violation(Name, sentence) : null;
    }

    private sealed record ForMessages(string Name, Func<SimulatedMessage, bool> Condition) : Property(Name)
    {
        internal override Violation? ViolationIn(SimulationRun run) => run.Messages.FirstOrDefault(message => !Condition(message)) is { } message
            ? new Violation(Name, $"'{Name}' does not hold for message {message}.") { Message = message }
            : null;
    }

    private sealed record Occasional(string Name, Func<SimulationRun, bool> Condition) : Property(Name)
    {
        internal override bool IsSeenIn(SimulationRun run) => Condition(run);
    }
}
