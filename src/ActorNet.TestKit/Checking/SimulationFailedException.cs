using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>A simulated run is not as it should be.</summary>
public sealed class SimulationFailedException : Exception
{
    internal SimulationFailedException(SimulationRun run, Violation violation)
        : this(run, violation.Sentence, FailureText.Of(run, violation)) { }

    internal SimulationFailedException(SimulationRun run, string violation, string message)
        : base(message) => (Run, Violation) = (run, violation);

    /// <summary>The run.</summary>
    public SimulationRun Run { get; }

    /// <summary>What is wrong, in a sentence.</summary>
    public string Violation { get; }
}
