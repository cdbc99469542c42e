using System.Globalization;
using ActorNet.Protocol;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>
/// Counts the samples of each step, as its workers are credited with them: none may count twice, or be forgotten unless a worker has left.
/// </summary>
internal static class SampleCount
{
    public static string? ViolationIn(SimulationRun run)
    {
        var plan = SharedTraining.Of(run.Scenario.Training, run.Scenario.Data).Plan;
        var (isRewound, hasLeft) = (false, false); // what was done before a rewind is in the next report
        foreach (var each in run.Events)
        {
            if (each is not StepsCompleted steps)
            {
                isRewound |= each is TrainingRewound;
                hasLeft |= each is WorkerLeft;
                continue;
            }

            // No report shows the work of a worker that has left.
            var (counted, expected) = (steps.Workers.Sum(worker => worker.Samples), plan.SamplesIn(steps.Step - 1));
            if ((counted > expected || (counted < expected && !hasLeft)) && !isRewound)
                return string.Create(
                    CultureInfo.InvariantCulture, $"Step {steps.Step - 1} counts {counted} samples; its minibatch has {expected}.");
            (isRewound, hasLeft) = (false, false);
        }

        return null;
    }
}
