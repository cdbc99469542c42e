using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>Checks runs.</summary>
public static class Requirements
{
    /// <summary>Checks that the run ended as its scenario asks for, and that properties hold.</summary>
    /// <returns>The run.</returns>
    /// <exception cref="SimulationFailedException">The run failed, or a property does not hold.</exception>
    public static SimulationRun Require(this SimulationRun run, params IEnumerable<Property> properties) =>
        run.ViolationOf(properties) is { } violation ? throw new SimulationFailedException(run, violation.Sentence) : run;

    /// <summary>What is wrong with the run; null if nothing is.</summary>
    internal static Violation? ViolationOf(this SimulationRun run, IEnumerable<Property> properties)
    {
        if (run.Failure is { } failure)
            return new Violation("", failure);
        foreach (var property in properties)
            if (property.ViolationIn(run) is { } sentence)
                return new Violation(property.Name, sentence);
        return null;
    }
}
