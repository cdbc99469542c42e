using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>Combines evaluated slices into an evaluation.</summary>
internal sealed class EvaluationAccumulator(TrainingSpec spec, Dataset dataset)
{
    private double[] _losses = [];
    private int _correct;
    private SampleSet _samples = dataset.Test;
    private int _count;

    /// <returns>The number of slices.</returns>
    public int Begin(RoundKind kind)
    {
        (_samples, _count) = kind == RoundKind.Validation ? (dataset.Train, spec.ValidationSamples) : (dataset.Test, dataset.Test.Count);
        _losses = new double[SliceRange.CountOf(_count, Evaluation.SliceSize)];
        _correct = 0;
        return _losses.Length;
    }

    public void Add(SliceRange slices, double[] losses, int correct)
    {
        losses.CopyTo(_losses, slices.First);
        _correct += correct;
    }

    public Evaluation Complete() => Evaluation.Of(_losses, _correct, _count, _samples.IsClassification);
}
