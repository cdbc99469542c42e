using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;

namespace ActorNet.Verification;

/// <summary>
/// Computes steps of a run again: the training loop of its coordinator, with one computer in place of the workers. So it raises the events
/// of the run, but for what the law does not determine.
/// </summary>
internal sealed class Replay : IDisposable
{
    private readonly List<TrainingEvent> _events = [];
    private readonly ThreadTeam _team;
    private readonly GradientComputer _computer;
    private readonly PartialGradient _gradient;
    private readonly TrainingSession _session;
    private readonly TrainingLoop _loop;
    private readonly TrainingSpec _spec;
    private readonly Dataset _dataset;
    private RoundKind? _next;

    /// <summary>Begins after <paramref name="from"/>, or from the seed if it is null, on so many threads.</summary>
    public Replay(TrainingSpec spec, Dataset dataset, TrainingState? from, int threads)
    {
        (_spec, _dataset) = (spec, dataset);
        _team = new ThreadTeam(threads, "verifies");
        _computer = new GradientComputer(spec, dataset.Train, _team);
        _gradient = new PartialGradient(spec.Network.ParameterCount);
        _session = new TrainingSession(spec, dataset, from, _team);
        var settings = new CoordinatorSettings(
            spec, dataset, _session, new TrainerOptions { ResumeFrom = from }, _events.Add, _ => { }, _ => { });
        var reporter = new ProgressReporter(settings, _session, new WorkerRoster());
        _loop = new TrainingLoop(settings, reporter);
        reporter.ReportStarted();
        _next = _loop.Next();
    }

    public long Step => _session.Step;

    /// <summary>The state after the last step.</summary>
    public TrainingState State => _session.Snapshot();

    /// <summary>Computes up to a step, with the evaluation after it if it ends an epoch; less if the run ends before.</summary>
    /// <returns>The events since the last call that the law determines.</returns>
    /// <exception cref="TrainingDivergedException">A number is not finite any more.</exception>
    public IReadOnlyList<TrainingEvent> RunTo(long step)
    {
        while (_next is { } kind && kind != RoundKind.FinalTest && (kind != RoundKind.Gradient || Step < step))
        {
            var slices = new SliceRange(0, _loop.Begin(kind));
            if (kind == RoundKind.Gradient)
            {
                _computer.Compute(_loop.Parameters.Values, Step, slices, _gradient);
                _loop.Add(_gradient);
            }
            else
            {
                _loop.Add(Evaluate(kind, slices));
            }

            _next = _loop.Complete();
        }

        List<TrainingEvent> events = [.. _events.Where(each => RunRecord.StepOf(each) is not null)];
        _events.Clear();
        return events;
    }

    public void Dispose() => _team.Dispose();

    private SlicesEvaluated Evaluate(RoundKind kind, SliceRange slices)
    {
        var (samples, first) = kind == RoundKind.Validation
            ? (_dataset.Train, _dataset.Train.Count - _spec.ValidationSamples)
            : (_dataset.Test, 0);
        var losses = new double[slices.Count];
        var correct = _computer.Evaluate(_loop.Parameters.Values, samples, first, slices, losses);
        return new SlicesEvaluated(default, slices, losses, correct);
    }
}
