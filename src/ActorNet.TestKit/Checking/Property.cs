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

    /// <summary>No step counts a sample of its minibatch twice, or forgets one, unless a worker has left in it.</summary>
    public static Property NoSampleTwice { get; } = new Checked(
        "No step counts a sample twice.", SampleCount.ViolationIn);

    /// <summary>
    /// The run ends with the weights of LocalTrainer unless a worker that gave wrong results was not expelled: those that nobody compared are in
    /// the weights.
    /// </summary>
    public static Property WrongResultsAreUndone { get; } = new Checked(
        "Wrong results of expelled workers are undone.", run => run.HasUnknownFaultyWorkers ? null : SameWeights.ViolationIn(run)?.Sentence);

    /// <summary>No worker is expelled that computed rightly, unless a fault changed one of its messages.</summary>
    public static Property RightWorkersStay { get; } = new Checked(
        "Workers that compute rightly are not expelled.", run => run.ExpelledWorkers.Except(run.FaultyWorkers).FirstOrDefault() is { } right
            && !run.Messages.Any(message => message.Fate?.Contains(nameof(Fault.FlipBit), StringComparison.Ordinal) == true)
            ? $"Worker '{right}' was expelled, and all of its results were right."
            : null);

    /// <summary>
    /// Two answers to the same slices that arrive in the same round and differ lead to the expulsion of a worker that gave one of them.
    /// </summary>
    public static Property DifferingAnswersAreFound { get; } = new Checked(
        "A worker is expelled if two answers differ.", DifferingAnswers.ViolationIn);

    /// <summary>
    /// Each step and epoch is reported, with the losses and accuracies of the same training by one worker without faults, and the evaluations are
    /// those of LocalTrainer's weights.
    /// </summary>
    public static Property SameReports { get; } = new Checked("Steps and epochs are reported as without faults.", Reports.ViolationIn);

    /// <summary>
    /// A run without faults loses no worker, computes nothing twice but for audits, and audits and exchanges as its scenario asks.
    /// </summary>
    public static Property NothingHappensWithoutFaults { get; } = new Checked("Nothing happens without faults.", Undisturbed.ViolationIn);

    /// <summary>A worker is lost only if it was expelled, or a fault was about it, one of its messages, or the coordinator.</summary>
    public static Property UntouchedWorkersStay { get; } = new Checked("Workers that no fault touches are not lost.", Membership.LostWithoutAFault);

    /// <summary>No worker joins again before it has left, as long as the first coordinator lives.</summary>
    public static Property WorkersJoinOnce { get; } = new Checked("Workers join once before they leave.", Membership.WorkerOutOfTurn);

    /// <summary>All properties that every run of <see cref="Exploring.ScenarioSpace.Standard"/> has.</summary>
    public static IReadOnlyList<Property> Standard { get; } =
    [
        WrongResultsAreUndone, NoSampleTwice, FinishesWithin(TimeSpan.FromMinutes(4)), RightWorkersStay, DifferingAnswersAreFound, SameReports,
        NothingHappensWithoutFaults, UntouchedWorkersStay, WorkersJoinOnce,
    ];

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
