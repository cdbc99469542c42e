using ActorNet.Coordination.Training;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.TestKit.Probing;
using ActorNet.TestKit.Scenarios;
using ActorNet.Testing;

namespace ActorNet.Actors.Tests.Coordinator;

/// <summary>A coordinator whose workers the test plays, in virtual time.</summary>
public abstract class ClusterKit
{
    protected Dataset Data { get; } = SmallData.Blobs(train: 64, test: 600);

    /// <summary>2 steps of 8 slices.</summary>
    protected TrainingSpec Spec { get; set; } = SmallData.Spec(batch: 32, epochs: 1);

    protected CoordinatorTest Start(int minWorkers = 1, int? auditEverySteps = null) =>
        new(new Scenario { Training = Spec, Data = Data, MinWorkers = minWorkers, AuditEverySteps = auditEverySteps });

    /// <summary>A run whose workers all start with it.</summary>
    private protected CoordinatorTest StartLocal(int workers) =>
        new(new Scenario { Training = Spec, Data = Data, Workers = workers }, policy: null);
}
