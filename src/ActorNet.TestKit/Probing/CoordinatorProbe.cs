using System.Runtime.CompilerServices;
using ActorNet.Actors.Worker;
using ActorNet.Computing.Requests;
using ActorNet.Coordination.Messages;
using ActorNet.Learning;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;
using Akka.Actor;
using Akka.TestKit;

namespace ActorNet.TestKit.Probing;

/// <summary>
/// A coordinator that a test plays for one real worker actor: what it asks, and what the worker answers. The worker computes at once, with
/// the kernels or with the scenario's computer.
/// </summary>
/// <example><code>
/// var coordinator = new CoordinatorProbe(new Scenario());
/// coordinator.Accept();
/// coordinator.AskForGradient(step: 3, new SliceRange(0, 2));
/// var gradient = coordinator.ExpectGradientComputed(step: 3);
/// </code></example>
public sealed class CoordinatorProbe
{
    private readonly Mailbox _mailbox = new("The coordinator");
    private readonly SharedTraining _training;
    private readonly float[] _parameters;
    private readonly Wire _self;
    private readonly TestActorRef<WorkerActor> _worker;
    private int _incarnation;

    /// <summary>Starts the worker, which registers.</summary>
    /// <exception cref="InvalidInputException">An option of the scenario is not valid.</exception>
    public CoordinatorProbe(Scenario scenario, string worker = "w1")
    {
        scenario.Validate();
        _training = SharedTraining.Of(scenario.Training, scenario.Data);
        _parameters = ParameterInitialization.Create(scenario.Training.Network, scenario.Training.Seed);
        _self = new Wire(SimulatedActors.Provider, "coordinator-probe", _mailbox.Add);
        var kernels = _training.CreateKernels();
        var handler = _training.CreateHandler(new VirtualTime(), scenario.CreateComputer?.Invoke(worker, kernels) ?? kernels);
        var (self, thread) = (_self, new SharedComputeThread(() => new ImmediateComputeThread(handler)));
        _worker = SimulatedActors.Start(() => new WorkerActor(worker, self, thread));
        _mailbox.Expect<RegisterWorker>(register => register.Worker == worker, nameof(RegisterWorker), "", 0);
    }

    /// <summary>Accepts the worker, which becomes ready.</summary>
    /// <param name="incarnation">The coordinator's fencing number.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="ProbeFailedException">It does not become ready.</exception>
    public void Accept(int incarnation = 1, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        _incarnation = incarnation;
        Tell(new WorkerAccepted(SimulatedDisk.RunId, incarnation));
        _mailbox.Expect<WorkerReady>(ready => ready.Incarnation == incarnation, nameof(WorkerReady), file, line);
    }

    /// <summary>Asks for the gradient of slices of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="slices">The slices.</param>
    /// <param name="parameters">The parameters before the step; null for the initial ones.</param>
    public void AskForGradient(long step, SliceRange slices, float[]? parameters = null) =>
        Tell(new ComputeGradient(Round(RoundKind.Gradient, step), slices, parameters ?? _parameters));

    /// <summary>Asks for the evaluation of slices of the test samples.</summary>
    /// <param name="step">The number of steps before the evaluation.</param>
    /// <param name="slices">The slices.</param>
    /// <param name="parameters">The parameters to evaluate; null for the initial ones.</param>
    public void AskForEvaluation(long step, SliceRange slices, float[]? parameters = null) =>
        Tell(new EvaluateSlices(Round(RoundKind.Test, step), slices, parameters ?? _parameters));

    /// <summary>Takes the next message: the gradient of some slices.</summary>
    /// <exception cref="ProbeFailedException">The next message is another one, or there is none.</exception>
    public GradientComputed ExpectGradientComputed(
        long? step = null, SliceRange? slices = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        _mailbox.Expect<GradientComputed>(
            computed => (step is null || computed.Round.Step == step) && (slices is null || computed.Slices == slices),
            Mailbox.TextOf(nameof(GradientComputed), step, slices), file, line);

    /// <summary>Takes the next message: the evaluation of some slices.</summary>
    /// <exception cref="ProbeFailedException">The next message is another one, or there is none.</exception>
    public SlicesEvaluated ExpectSlicesEvaluated([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        _mailbox.Expect<SlicesEvaluated>(null, nameof(SlicesEvaluated), file, line);

    /// <summary>Takes the next message: the worker could not compute.</summary>
    /// <exception cref="ProbeFailedException">The next message is another one, or there is none.</exception>
    public SlicesFailed ExpectSlicesFailed([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        _mailbox.Expect<SlicesFailed>(null, nameof(SlicesFailed), file, line);

    /// <summary>There is no message.</summary>
    /// <exception cref="ProbeFailedException">There is one.</exception>
    public void ExpectNothing([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => _mailbox.ExpectNothing(file, line);

    /// <summary>Ends the worker.</summary>
    public void EndWorker() => Tell(new EndWorker(WorkerExitReason.RunCompleted));

    private RoundId Round(RoundKind kind, long step) => new(SimulatedDisk.RunId, _incarnation, kind, step);

    private void Tell(object message) => _worker.Tell(message, _self);
}
