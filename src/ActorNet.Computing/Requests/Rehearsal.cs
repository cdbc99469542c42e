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
    /// <summary>Steps until what they call is compiled well.</summary>
    private const int MaxSteps = 200;

    /// <summary>Floating-point operations of a step: about 30 milliseconds of one core, for which the run may have to wait.</summary>
    private const long MaxFlop = 6_000_000_000;

    /// <summary>Samples of a step: a block of those that are computed together.</summary>
    private const int MaxSamples = GradientComputer.BlockSamples;

    /// <summary>Larger networks take memory, and steps so long that compiling does not matter.</summary>
    private const int MaxParameters = 4_000_000;

    /// <summary>One pixel of five is not zero, as in a handwritten digit.</summary>
    private const int PixelsPerStroke = 5;

    /// <summary>Takes steps as in a run of <paramref name="spec"/>, until they suffice or <paramref name="cancellationToken"/> ends them.</summary>
    /// <returns>The number of steps.</returns>
    public static int Run(TrainingSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Network.ParameterCount > MaxParameters)
            return 0;
        // Forward and twice backward, each a multiplication and an addition per parameter and sample.
        var batch = (int)Math.Clamp(MaxFlop / (6L * spec.Network.ParameterCount), 1, Math.Min(spec.BatchSize, MaxSamples));
        spec = spec with
        {
            BatchSize = batch, Epochs = MaxSteps, TrainSamples = null, ValidationSamples = 0, Patience = null, TargetAccuracy = null,
            InitialWeights = null,
        };
        var images = Images(spec.Network.InputWidth, spec.Network.OutputWidth, batch);
        var dataset = new Dataset("rehearsal", "", images, images);
        var session = new TrainingSession(spec, dataset);
        var handler = new RequestHandler(spec, dataset, new GradientComputer(spec, images), TimeProvider.System);
        try
        {
            while (session.Step < MaxSteps && !cancellationToken.IsCancellationRequested)
            {
                var round = new RoundId(dataset.Name, 1, RoundKind.Gradient, session.Step);
                var request = new ComputeGradient(round, new SliceRange(0, session.BeginStep()), session.Parameters.Values);
                session.Add(((GradientComputed)handler.Handle(request)).Result);
                session.CompleteStep();
            }
        }
        catch (TrainingDivergedException)
        {
            // The learning rate is too large for these images. It may not be for those of the run.
        }

        return (int)session.Step;
    }

    private static SampleSet Images(int pixels, int classes, int count)
    {
        var bytes = new byte[count * pixels];
        for (var i = 0; i < bytes.Length; i += PixelsPerStroke)
            bytes[i] = (byte)i;
        return SampleSet.FromImages(bytes, pixels, [.. Enumerable.Range(0, count).Select(image => image % classes)], classes);
    }
}
