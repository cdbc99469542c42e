namespace ActorNet.Coordination.Training;

/// <summary>The coordinator actor was stopped before the run was over: its node leaves the cluster, or was removed from it.</summary>
internal sealed class CoordinatorStoppedException() : InvalidOperationException("The coordinator was stopped before the run was over.");
