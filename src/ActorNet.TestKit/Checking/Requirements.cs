using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>Checks runs.</summary>
public static class Requirements
{
    /// <summary>
    /// Checks that the run ended as its scenario asks for, and that properties hold: what must hold sometimes must hold for this run.
    /// </summary>
    /// <returns>The run.</returns>
    /// <exception cref="SimulationFailedException">The run failed, or a property does not hold.</exception>
    public static SimulationRun Require(this SimulationRun run, params IReadOnlyList<Property> properties)
    {
        if (run.ViolationOf(properties) is { } violation)
            throw new SimulationFailedException(run, violation);
        if (properties.FirstOrDefault(property => !property.IsSeenIn(run)) is { } unseen)
            throw new SimulationFailedException(run, new Violation(unseen.Name, $"'{unseen.Name}' does not hold."));
        return run;
    }

    /// <summary>What is wrong with the run; null if nothing is.</summary>
    internal static Violation? ViolationOf(this SimulationRun run, IReadOnlyList<Property> properties)
    {
        if (run.Failure is { } failure)
            return new Violation($"{run.FailureKind}", failure);
        foreach (var property in properties)
            if (property.ViolationIn(run) is { } violation)
                return violation;
        return null;
    }
}
