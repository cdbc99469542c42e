using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Verification;

/// <summary>
/// Finds out who computes wrongly: whoever has not the canary's right hash, and of workers that were asked the same and answered
/// differently those that differ from what the coordinator computes itself. That is done on the spot: it is rare, and nothing the run
/// could do in the meantime would be sure to last.
/// </summary>
internal sealed class AnswerVerifier
{
    private readonly Dataset _dataset;
    private readonly TrainingSpec _spec;
    private readonly GradientComputer _computer;
    private readonly string _canary;
    private readonly List<RedundantSlices> _repeated = [];
    private readonly HashSet<string> _expelled = [];

    /// <summary>Makes the referee of a run.</summary>
    public AnswerVerifier(TrainingSpec spec, Dataset dataset)
    {
        (_spec, _dataset) = (spec, dataset);
        _computer = new GradientComputer(spec, dataset.Train);
        _canary = Canary.Compute(spec, _computer);
    }

    /// <summary>Whether a worker has computed the canary rightly.</summary>
    public bool IsCanaryCorrect(CanaryComputed proof) => proof.Sha256 == _canary;

    /// <summary>Whether a worker of this name was found to be faulty.</summary>
    public bool IsExpelled(string name) => _expelled.Contains(name);

    /// <summary>Takes no worker of this name any more.</summary>
    public void Expel(string name) => _expelled.Add(name);

    /// <summary>Takes note that slices are asked for once more, and forgets those about which nobody owes an answer.</summary>
    /// <param name="round">The round.</param>
    /// <param name="slices">The slices.</param>
    /// <param name="parameters">The parameters that the round is about. Not written until all answers have come.</param>
    /// <param name="isOwed">Whether somebody owes an answer about slices.</param>
    public void Watch(RoundId round, SliceRange slices, float[] parameters, Func<RoundId, SliceRange, bool> isOwed)
    {
        _repeated.RemoveAll(repeated => !isOwed(repeated.Round, repeated.Slices));
        if (Find(round, slices) is null)
            _repeated.Add(new RedundantSlices(round, slices, parameters));
    }

    /// <summary>Compares an answer with what others have answered, where others were asked, by the bits.</summary>
    /// <returns>Those who have answered wrongly.</returns>
    public IReadOnlyList<AnswerRecord> Compare(RoundId round, SliceRange slices, int worker, string name, object answer)
    {
        if (Find(round, slices) is not { } repeated || repeated.Add(new AnswerRecord(worker, name, AnswerHash.Of(answer))))
            return [];
        return repeated.RecordsExcept(AnswerHash.Of(Recompute(repeated)));
    }

    /// <summary>Forgets all that is compared: the run goes back to before it.</summary>
    public void ForgetAnswers() => _repeated.Clear();

    private object Recompute(RedundantSlices disputed)
    {
        var (round, slices) = (disputed.Round, disputed.Slices);
        if (round.Kind == RoundKind.Gradient)
        {
            var result = new PartialGradient(_spec.Network.ParameterCount);
            _computer.Compute(disputed.Parameters, round.Step, slices, result);
            return new GradientComputed(round, slices, result, default);
        }

        var losses = new double[slices.Count];
        var (samples, first) = round.Kind == RoundKind.Validation
            ? (_dataset.Train, _dataset.Train.Count - _spec.ValidationSamples)
            : (_dataset.Test, 0);
        var correct = _computer.Evaluate(disputed.Parameters, samples, first, slices, losses);
        return new SlicesEvaluated(round, slices, losses, correct);
    }

    private RedundantSlices? Find(RoundId round, SliceRange slices)
    {
        foreach (var repeated in _repeated)
            if (repeated.Slices == slices && repeated.Round == round)
                return repeated;
        return null;
    }
}
