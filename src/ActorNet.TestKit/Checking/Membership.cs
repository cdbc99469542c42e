using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>Who is part of a run, as its events say.</summary>
internal static class Membership
{
    /// <summary>A worker that joins twice, or leaves and was not there. What earlier coordinators reported ends with them.</summary>
    public static string? WorkerOutOfTurn(SimulationRun run)
    {
        if (run.Counts["coordinators"] > 1)
            return null;
        var there = new HashSet<string>();
        foreach (var each in run.Events)
        {
            if (each is WorkerJoined joined && !there.Add(joined.Worker))
                return $"Worker '{joined.Worker}' joined twice, and did not leave in between.";
            if (each is WorkerLeft left)
                there.Remove(left.Worker); // one that was never admitted is lost, too
        }

        return null;
    }

    /// <summary>
    /// A worker that was lost although no fault was about it, one of its messages, or the coordinator. Whether one is expelled rightly is
    /// another question.
    /// </summary>
    public static string? LostWithoutAFault(SimulationRun run)
    {
        var faults = run.Scenario.Happenings.Except(run.Missed).Select(happening => happening.Fault).ToList();
        if (faults.Any(fault => fault is CoordinatorFault || fault is NodeFault { Node: Scenario.Coordinator }))
            return null;
        var touched = faults.SelectMany(fault => fault.Nodes)
            .Concat(run.Messages.Where(message => message.Fate is not null).SelectMany(message => new[] { message.From, message.To })).ToHashSet();
        return run.Events.OfType<WorkerLeft>().FirstOrDefault(left => !touched.Contains(left.Worker) && !run.ExpelledWorkers.Contains(left.Worker)) is { } lost
            ? $"Worker '{lost.Worker}' left ({lost.Reason}), and no fault was about it."
            : null;
    }
}
