using ActorNet.Computing.Requests;
using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Computing.Tests.Requests;

/// <summary>What follows a gradient while it is computed, and how long computing took.</summary>
public sealed class RequestHandlerTests
{
    private static readonly TrainingSpec Spec = SmallData.Spec();
    private static readonly Dataset Data = SmallData.Blobs();

    private readonly FakeTimeProvider _time = new();
    private readonly ParameterRange _all = new(0, Spec.Network.ParameterCount);

    [Fact]
    public void Waiting_for_parameters_is_not_compute_time()
    {
        var progress = new Progress { OnAwait = () => _time.Advance(TimeSpan.FromSeconds(7)), OnComplete = () => _time.Advance(TimeSpan.FromSeconds(1)) };
        var computed = Assert.IsType<GradientComputed>(Handle(new GradientComputer(Spec, Data.Train), progress));
        Assert.NotEmpty(progress.Awaited);
        Assert.Equal(TimeSpan.FromSeconds(progress.Completed.Count), computed.ComputeTime);
    }

    [Fact]
    public void Computer_that_computes_in_one_piece_waits_for_all_parameters_and_completes_all()
    {
        var progress = new Progress();
        Assert.IsType<GradientComputed>(Handle(new WholeComputer(), progress));
        Assert.Equal([_all], progress.Awaited);
        Assert.Equal([_all], progress.Completed);
    }

    [Fact]
    public void Ended_computation_is_no_answer_but_a_failed_one_is()
    {
        var ended = new Progress { OnAwait = () => throw new OperationCanceledException() };
        Assert.Throws<OperationCanceledException>(() => Handle(new GradientComputer(Spec, Data.Train), ended));
        var failed = new Progress { OnComplete = () => throw new InvalidOperationException("broken") };
        Assert.Equal("broken", Assert.IsType<SlicesFailed>(Handle(new GradientComputer(Spec, Data.Train), failed)).Error.Message);
    }

    private object Handle(IGradientComputer computer, Progress progress) => new RequestHandler(Spec, Data, computer, _time).Handle(
        new ComputeGradient(new RoundId("run", 1, RoundKind.Gradient, 0), new SliceRange(0, 3), new float[Spec.Network.ParameterCount]),
        _ => progress);

    private sealed class Progress : IGradientProgress
    {
        public Action OnAwait { get; init; } = () => { };

        public Action OnComplete { get; init; } = () => { };

        public List<ParameterRange> Awaited { get; } = [];

        public List<ParameterRange> Completed { get; } = [];

        public void Await(ParameterRange parameters)
        {
            Awaited.Add(parameters);
            OnAwait();
        }

        public void Complete(ParameterRange gradient)
        {
            Completed.Add(gradient);
            OnComplete();
        }
    }

    private sealed class WholeComputer : IGradientComputer
    {
        public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result) => result.Begin(slices, 9);

        public int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses) => 0;
    }
}
