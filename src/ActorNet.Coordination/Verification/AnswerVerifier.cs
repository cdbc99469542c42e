using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Verification;

/// <summary>
/// Identifies workers that compute wrongly: those that fail the canary, and those whose answer to redundant slices differs from the
/// coordinator's own recomputation. The coordinator recomputes synchronously: disputes are rare, and until one is settled any further step
/// may have to be undone.
/// </summary>
internal sealed class AnswerVerifier
{
    private readonly Dataset _dataset;
    private readonly TrainingSpec _spec;
    private readonly GradientComputer _computer;
    private readonly string _canary;
    private readonly List<RedundantSlices> _redundant = [];
    private readonly HashSet<string> _expelled = [];

    /// <param name="spec">What is trained.</param>
    /// <param name="dataset">Its samples.</param>
    /// <param name="computer">The kernels on these, which nobody else uses at the same time.</param>
    public AnswerVerifier(TrainingSpec spec, Dataset dataset, GradientComputer computer)
    {
        (_spec, _dataset, _computer) = (spec, dataset, computer);
        _canary = Canary.Compute(spec, computer);
    }

    public bool IsCanaryCorrect(CanaryComputed answer) => answer.Sha256 == _canary;

    public bool IsExpelled(string name) => _expelled.Contains(name);

    /// <summary>Rejects workers of this name from now on.</summary>
    public void Expel(string name) => _expelled.Add(name);

    /// <summary>
    /// Compares all answers for these slices from now on, and stops tracking slices without an outstanding request. The requests retain
    /// the parameters.
    /// </summary>
    public void Track(RoundId round, SliceRange slices, float[] parameters, Func<RoundId, SliceRange, bool> isOutstanding)
    {
        _redundant.RemoveAll(redundant => !isOutstanding(redundant.Round, redundant.Slices));
        if (Find(round, slices) is null)
            _redundant.Add(new RedundantSlices(round, slices, parameters));
    }

    /// <summary>Compares an answer bit for bit with the other answers for the same slices, if they are tracked.</summary>
    /// <returns>The wrong answers.</returns>
    public IReadOnlyList<AnswerRecord> Compare(RoundId round, SliceRange slices, int worker, string name, object answer)
    {
        if (Find(round, slices) is not { } redundant || redundant.Add(new AnswerRecord(worker, name, AnswerHash.Of(answer))))
            return [];
        return redundant.RecordsExcept(AnswerHash.Of(Recompute(redundant)));
    }

    /// <summary>The gradient of slices of a step, computed here.</summary>
    public PartialGradient Compute(float[] parameters, long step, SliceRange slices)
    {
        var result = new PartialGradient(_spec.Network.ParameterCount);
        _computer.Compute(parameters, step, slices, result);
        return result;
    }

    /// <summary>Stops tracking: the run is rewound to before these answers.</summary>
    public void ForgetAnswers() => _redundant.Clear();

    private object Recompute(RedundantSlices disputed)
    {
        var (round, slices) = (disputed.Round, disputed.Slices);
        if (round.Kind == RoundKind.Gradient)
            return new GradientComputed(round, slices, Compute(disputed.Parameters, round.Step, slices), default);
        var losses = new double[slices.Count];
        var (samples, first) = round.Kind == RoundKind.Validation
            ? (_dataset.Train, _dataset.Train.Count - _spec.ValidationSamples)
            : (_dataset.Test, 0);
        var correct = _computer.Evaluate(disputed.Parameters, samples, first, slices, losses);
        return new SlicesEvaluated(round, slices, losses, correct);
    }

    private RedundantSlices? Find(RoundId round, SliceRange slices)
    {
        foreach (var redundant in _redundant)
            if (redundant.Slices == slices && redundant.Round == round)
                return redundant;
        return null;
    }
}
