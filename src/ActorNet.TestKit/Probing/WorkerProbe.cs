using System.Runtime.CompilerServices;
using ActorNet.Computing.Requests;
using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using ActorNet.TestKit.Simulation;
using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace ActorNet.TestKit.Probing;

/// <summary>
/// A worker that a test plays: what the coordinator sent it, and what it answers. Its errors name it and the place in the test.
/// </summary>
public sealed class WorkerProbe
{
    private readonly IActorRef _coordinator;
    private readonly SharedTraining _training;
    private readonly RequestHandler _handler;
    private readonly Mailbox _mailbox;
    private readonly Wire _self;
    private object? _request; // the last one that was expected
    private int _incarnation;

    internal WorkerProbe(string name, int number, IActorRef coordinator, SharedTraining training, TimeProvider time)
    {
        (Name, _coordinator, _training) = (name, coordinator, training);
        _handler = training.CreateHandler(time, training.CreateKernels());
        _mailbox = new Mailbox($"Worker '{name}'");
        _self = new Wire(SimulatedActors.Provider, FormattableString.Invariant($"probe-{number}-{name}"), _mailbox.Add);
    }

    /// <summary>The worker's name.</summary>
    public string Name { get; }

    /// <summary>Whether it has got messages that the test has not taken.</summary>
    public bool HasMessages => !_mailbox.IsEmpty;

    /// <summary>Takes the next message: a request to compute a gradient.</summary>
    /// <param name="step">Its step; null for any.</param>
    /// <param name="slices">Its slices; null for any.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="ProbeFailedException">The next message is another one, or there is none.</exception>
    public ComputeGradient ExpectComputeGradient(
        long? step = null, SliceRange? slices = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var request = _mailbox.Expect<ComputeGradient>(
            compute => (step is null || compute.Round.Step == step) && (slices is null || compute.Slices == slices),
            Mailbox.TextOf(nameof(ComputeGradient), step, slices), file, line);
        _request = request;
        return request;
    }

    /// <summary>Takes the next message: a request to evaluate samples.</summary>
    /// <exception cref="ProbeFailedException">The next message is another one, or there is none.</exception>
    public EvaluateSlices ExpectEvaluateSlices([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var request = _mailbox.Expect<EvaluateSlices>(null, nameof(EvaluateSlices), file, line);
        _request = request;
        return request;
    }

    /// <summary>Takes the next message: the coordinator ends the worker.</summary>
    /// <returns>Why, in a few words.</returns>
    /// <exception cref="ProbeFailedException">The next message is another one, or there is none.</exception>
    public string ExpectEnded([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Expect<EndWorker>(file, line).Exit.ToString();

    /// <summary>There is no message.</summary>
    /// <exception cref="ProbeFailedException">There is one.</exception>
    public void ExpectNothing([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => _mailbox.ExpectNothing(file, line);

    /// <summary>Answers the last request that was expected.</summary>
    public void Answer() => Answer(Request);

    /// <summary>Answers a request.</summary>
    public void Answer(object request) => Tell(AnswerTo(request));

    /// <summary>Answers the last request twice.</summary>
    public void AnswerTwice()
    {
        Answer();
        Answer();
    }

    /// <summary>Answers the last request with one bit wrong.</summary>
    public void AnswerWrongly() => AnswerWrongly(Request);

    /// <summary>Answers a request with one bit wrong, one that survives rounding in a sum.</summary>
    public void AnswerWrongly(object request)
    {
        var answer = AnswerTo(request);
        if (answer is SlicesEvaluated evaluated)
            evaluated.SliceLosses[0] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(evaluated.SliceLosses[0]) ^ 1);
        else
            Payload.FlipBit(answer, choice: 3);
        Tell(answer);
    }

    /// <summary>Leaves the run.</summary>
    /// <param name="reason">A few words; null for "it was asked to leave".</param>
    public void Leave(string? reason = null) => Tell(new WorkerLost(
        Name, reason is null ? new WorkerExit(WorkerExitReason.WorkerLeft) : new WorkerExit(WorkerExitReason.Fault, reason)));

    /// <summary>Its actor stops without a word.</summary>
    public void Crash() => ((IInternalActorRef)_coordinator).SendSystemMessage(
        new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));

    /// <summary>Reports that it cannot start.</summary>
    public void FailToStart(Exception error) => Tell(new WorkerFailed(error));

    /// <summary>Reports that it cannot compute the last request.</summary>
    public void FailToCompute(Exception error)
    {
        Tell(Request switch
        {
            ComputeGradient compute => new SlicesFailed(compute.Round, compute.Slices, error),
            EvaluateSlices evaluate => new SlicesFailed(evaluate.Round, evaluate.Slices, error),
            var other => throw new ArgumentException($"{other.GetType().Name} is not a request."),
        });
    }

    /// <summary>Registers, and is accepted.</summary>
    internal void Register()
    {
        Tell(new RegisterWorker(Name));
        _incarnation = Expect<WorkerAccepted>().Incarnation;
    }

    /// <summary>Becomes ready, computes the canary if it is asked to, and is admitted.</summary>
    internal void BecomeReady()
    {
        Tell(new WorkerReady(SimulatedDisk.RunId, _incarnation, Name));
        if (_mailbox.Peek is ComputeCanary)
            Tell(AnswerTo(Expect<ComputeCanary>()));
        Expect<WorkerAdmitted>();
    }

    /// <summary>Answers all requests.</summary>
    /// <returns>Whether there were any.</returns>
    internal bool AnswerAll()
    {
        var hasAnswered = false;
        while (_mailbox.Take() is { } message)
        {
            if (message is not (ComputeGradient or EvaluateSlices))
                continue;
            hasAnswered = true;
            Answer(message);
        }

        return hasAnswered;
    }

    /// <summary>Takes the next message, of a type that users do not see.</summary>
    internal T Expect<T>([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        _mailbox.Expect<T>(null, typeof(T).Name, file, line);

    /// <summary>Sends the coordinator a message of this worker.</summary>
    internal void Tell(object message) => _coordinator.Tell(message, _self);

    private object Request => _request ?? throw new ProbeFailedException($"Worker '{Name}' has no request to answer: expect one first.");

    private object AnswerTo(object request) => Payload.Copy(_handler.Answer(request), _training);
}
