using ActorNet.Learning;
using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Simulation;

/// <summary>Runs scenarios.</summary>
public static class Simulations
{
    /// <summary>
    /// Runs a scenario. The same scenario and seed give the same messages at the same virtual times, bit for bit, on any machine.
    /// </summary>
    /// <exception cref="InvalidInputException">An option or a fault is not valid.</exception>
    public static SimulationRun Run(this Scenario scenario, ulong seed)
    {
        scenario.Validate();
        return new TrainingSimulation(scenario, seed).Run();
    }
}
