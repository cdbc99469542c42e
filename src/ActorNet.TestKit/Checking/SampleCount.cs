using System.Globalization;
using ActorNet.Protocol;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>Counts the samples of each step, as its workers are credited with them: none may count twice.</summary>
internal static class SampleCount
{
    public static string? ViolationIn(SimulationRun run)
    {
        var plan = SharedTraining.Of(run.Scenario.Training, run.Scenario.Data).Plan;
        var isRewound = false; // what was done before a rewind is in the next report
        foreach (var each in run.Events)
        {
            if (each is not StepsCompleted steps)
            {
                isRewound |= each is TrainingRewound;
                continue;
            }

            // Fewer only if a worker has left, whose work no report shows.
            var (counted, expected) = (steps.Workers.Sum(worker => worker.Samples), plan.SamplesIn(steps.Step - 1));
            if (counted > expected && !isRewound)
                return string.Create(
                    CultureInfo.InvariantCulture, $"Step {steps.Step - 1} counts {counted} samples; its minibatch has {expected}.");
            isRewound = false;
        }

        return null;
    }
}
