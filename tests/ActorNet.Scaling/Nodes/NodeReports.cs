using ActorNet.Scaling.Machines;

namespace ActorNet.Scaling.Nodes;

/// <summary>What the coordinator has measured.</summary>
/// <param name="StepSeconds">The measured steps, from one step taken to the next.</param>
/// <param name="BytesPerStep">Through its link.</param>
/// <param name="ProcessorLoads">The fraction of the measured time in which each processor of this computer was busy.</param>
internal sealed record CoordinatorReport(double[] StepSeconds, LinkBytes BytesPerStep, double[] ProcessorLoads);

/// <summary>What a worker has measured.</summary>
/// <param name="BytesPerStep">Through its link; null if it did not take part in both the first and the last measured step.</param>
internal sealed record WorkerReport(LinkBytes? BytesPerStep);

/// <summary>A step is completed: the program waits for each of them.</summary>
/// <param name="Event">Always "steps-completed".</param>
/// <param name="Step">Steps completed.</param>
internal sealed record StepReport(string Event, long Step);
