using ActorNet.Computing.Requests;
using ActorNet.Computing.Serving;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Computing.Tests.Serving;

/// <summary>
/// An invalid request closes the link before anything is computed or allocated; the test plays a faulty or hostile coordinator.
/// </summary>
public sealed class RequestLoopTests
{
    private static readonly TrainingSpec Spec = SmallData.Spec() with { ValidationSamples = 30 };
    private static readonly Dataset Data = SmallData.Blobs();

    public static TheoryData<bool, RoundKind, long, int, int> InvalidRequests => new()
    {
        { false, RoundKind.Test, 0, 0, int.MaxValue },
        { false, RoundKind.Test, 0, 0, 2 },
        { false, RoundKind.Validation, 0, -1, 1 },
        { false, RoundKind.Gradient, 0, 0, 1 },
        { true, RoundKind.Test, 0, 0, 1 },
        { true, RoundKind.Gradient, -1, 0, 1 },
        { true, RoundKind.Gradient, long.MaxValue, 0, 1 },
        { true, RoundKind.Gradient, 0, 0, 0 },
        { true, RoundKind.Gradient, 0, int.MaxValue, int.MaxValue },
        { true, RoundKind.Canary, 0, 0, 10 },
    };

    [Theory]
    [MemberData(nameof(InvalidRequests))]
    public void Request_for_slices_outside_the_round_closes_the_link(bool isForGradient, RoundKind round, long step, int first, int count)
    {
        var kind = isForGradient ? FrameKind.ComputeGradient : FrameKind.EvaluateSlices;
        var header = new FrameHeader { Kind = kind, Round = round, Step = step, Slices = new SliceRange(first, count) };
        using var link = TestFrames.Received(TestFrames.Bytes(header, new byte[Spec.Network.ParameterCount * sizeof(float)]));
        using var team = new ThreadTeam(1, "test");
        var loop = new RequestLoop("run", Spec, Data, new RequestHandler(Spec, Data, new GradientComputer(Spec, Data.Train, team), TimeProvider.System));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var closed = Assert.Throws<LinkClosedException>(() => loop.Serve(link));

        Assert.StartsWith("the coordinator ", closed.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }
}
