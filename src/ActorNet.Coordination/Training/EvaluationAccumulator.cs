using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>Puts an evaluation together from the slices that workers have evaluated.</summary>
internal sealed class EvaluationAccumulator(TrainingSpec spec, Dataset dataset)
{
    private double[] _losses = [];
    private int _correct;
    private SampleSet _samples = dataset.Test;
    private int _count;

    /// <summary>Begins the evaluation of a kind of round.</summary>
    /// <returns>The number of slices it has.</returns>
    public int Begin(RoundKind kind)
    {
        (_samples, _count) = kind == RoundKind.Validation ? (dataset.Train, spec.ValidationSamples) : (dataset.Test, dataset.Test.Count);
        _losses = new double[SliceRange.CountOf(_count, Evaluation.SliceSize)];
        _correct = 0;
        return _losses.Length;
    }

    /// <summary>Adds some slices.</summary>
    public void Add(SliceRange slices, double[] losses, int correct)
    {
        losses.CopyTo(_losses, slices.First);
        _correct += correct;
    }

    /// <summary>The evaluation, once every slice is added.</summary>
    public Evaluation Complete() => Evaluation.Of(_losses, _correct, _count, _samples.IsClassification);
}
