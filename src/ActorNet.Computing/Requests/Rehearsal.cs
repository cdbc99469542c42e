using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Computing.Requests;

/// <summary>
/// Steps on made-up images, while those of a run are read: what its own steps need is then compiled on a processor that has nothing else to
/// do. Otherwise it is compiled on those that train, and the first epoch of a small network takes twice as long as the second.
/// </summary>
internal static class Rehearsal
{
    /// <summary>Steps until what each calls several times is compiled well.</summary>
    private const int MaxSteps = 200;

    /// <summary>Floating-point operations of a step, for which the run may have to wait: 5 to 20 milliseconds of a core with vectors.</summary>
    private const long MaxFlop = 1_000_000_000;

    /// <summary>Samples of a step: a block of those that are computed together.</summary>
    private const int MaxSamples = GradientComputer.BlockSamples;

    /// <summary>
    /// Parameters, and numbers in a batch: more take memory that the data may need, and their steps are so long that compiling does not
    /// matter.
    /// </summary>
    private const int MaxNumbers = 4_000_000;

    /// <summary>One pixel of five is not zero, as in a handwritten digit.</summary>
    private const int PixelsPerStroke = 5;

    /// <summary>
    /// Takes steps as in a run of <paramref name="spec"/>, until they suffice or <paramref name="cancellationToken"/> ends them. Never fails:
    /// what is wrong with the spec, or with the machine, the run itself says.
    /// </summary>
    /// <returns>The number of steps.</returns>
    public static int Run(TrainingSpec spec, CancellationToken cancellationToken)
    {
        var steps = 0;
        try
        {
            var step = spec.Network.ParameterCount > MaxNumbers ? null : Prepare(spec);
            for (; step is not null && steps < MaxSteps && !cancellationToken.IsCancellationRequested; steps++)
                step();
        }
        catch (Exception)
        {
            // Such as a learning rate that is too large for these images. It may not be for those of the run.
        }

        return steps;
    }

    /// <returns>What takes a step.</returns>
    private static Action Prepare(TrainingSpec spec)
    {
        // Forward and twice backward, each a multiplication and an addition per parameter and sample.
        var batch = Math.Min(MaxFlop / (6L * spec.Network.ParameterCount), MaxNumbers / spec.Network.InputWidth);
        spec = spec with
        {
            BatchSize = (int)Math.Clamp(batch, 1, Math.Min(spec.BatchSize, MaxSamples)), Epochs = MaxSteps, TrainSamples = null,
            ValidationSamples = 0, Patience = null, TargetAccuracy = null, InitialWeights = null,
        };
        var images = Images(spec.Network.InputWidth, spec.Network.OutputWidth, spec.BatchSize);
        var dataset = new Dataset("rehearsal", "", images, images);
        var session = new TrainingSession(spec, dataset);
        var handler = new RequestHandler(spec, dataset, new GradientComputer(spec, images), TimeProvider.System);
        return () =>
        {
            var round = new RoundId(dataset.Name, 1, RoundKind.Gradient, session.Step);
            var request = new ComputeGradient(round, new SliceRange(0, session.BeginStep()), session.Parameters.Values);
            session.Add(((GradientComputed)handler.Handle(request)).Result);
            session.CompleteStep();
        };
    }

    private static SampleSet Images(int pixels, int classes, int count)
    {
        var bytes = new byte[count * pixels];
        for (var i = 0; i < bytes.Length; i += PixelsPerStroke)
            bytes[i] = (byte)i;
        return SampleSet.FromImages(bytes, pixels, [.. Enumerable.Range(0, count).Select(image => image % classes)], classes);
    }
}
