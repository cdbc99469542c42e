using ActorNet.Learning.Matrices;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Reference;
using ActorNet.Learning.Tests.Matrices;

namespace ActorNet.Learning.Tests.Optimizers;

/// <summary>Every optimizer's fused pass, at every width and length, against the scalar formula.</summary>
public class UpdateKernelTests
{
    private const int SampleCount = 7;
    private const float Rate = 0.3f;
    private const int Step = 3;

    public static TheoryData<OptimizerKind> Kinds => [.. Enum.GetValues<OptimizerKind>()];

    /// <summary>The first and the last index of a vector, indices between, and tails, at every width.</summary>
    private static readonly int[] Lengths = [1, 3, 4, 5, 8, 15, 16, 17, 33, 40];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Update_equals_the_formula_at_every_width_and_length(OptimizerKind kind)
    {
        foreach (var l2 in new[] { 0f, 0.01f })
        {
            for (var length = 0; length <= 70; length++)
            {
                var start = Vectors.Random(length);
                var expected = Formula(kind, l2, start);
                foreach (var kernels in Kernels.AllWidths)
                {
                    var what = $"{kind}, L2 {l2}, length {length}, {kernels.Lanes} lanes";
                    var (next, isFinite) = Run(kernels, kind, l2, start);
                    Assert.True(isFinite, what);
                    Bits.AssertEqual(expected.Parameters, next.Parameters, what);
                    Bits.AssertEqual(expected.State0, next.State0, what + ", first state");
                    Bits.AssertEqual(expected.State1, next.State1, what + ", second state");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Two_gradient_spans_equal_their_rounded_sum(OptimizerKind kind)
    {
        for (var length = 1; length <= 40; length++)
        {
            var start = Vectors.Random(length);
            var right = TestData.Normals(length, 5);
            var sum = start with { Gradient = [.. start.Gradient.Zip(right, (l, r) => l + r)] };
            var expected = Formula(kind, 0.01f, sum);
            foreach (var kernels in Kernels.AllWidths)
            {
                var (next, _) = Run(kernels, kind, 0.01f, start, right: right);
                Bits.AssertEqual(expected.Parameters, next.Parameters, $"{kind}, length {length}, {kernels.Lanes} lanes");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_gradient_that_is_not_finite_is_detected_at_every_index(OptimizerKind kind) =>
        AssertDetected(kind, start => start.Gradient, float.NaN, float.PositiveInfinity, float.NegativeInfinity);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_parameter_that_is_not_finite_is_detected_at_every_index(OptimizerKind kind) =>
        AssertDetected(kind, start => start.Parameters, float.NaN, float.PositiveInfinity, float.NegativeInfinity);

    [Theory]
    [InlineData(OptimizerKind.Sgd, 3e38f, -3e38f)]
    [InlineData(OptimizerKind.Momentum, 3e38f, -3e38f)]
    [InlineData(OptimizerKind.Nesterov, -3e38f, 3e38f)]
    public void A_parameter_that_overflows_is_detected_at_every_index(OptimizerKind kind, float parameter, float gradient) =>
        ForEveryIndex((kernels, start, index) =>
        {
            start.Parameters[index] = parameter;
            start.Gradient[index] = gradient;
            Assert.False(Run(kernels, kind, 0f, start, rate: SampleCount).IsFinite);
        });

    /// <summary>The square overflows while the step itself is 0: the parameter stays finite, the state does not.</summary>
    [Theory]
    [InlineData(OptimizerKind.Adagrad)]
    [InlineData(OptimizerKind.Adam)]
    public void A_state_that_overflows_is_detected_at_every_index(OptimizerKind kind) => ForEveryIndex((kernels, start, index) =>
    {
        start.Gradient[index] = 1e25f;
        var (next, isFinite) = Run(kernels, kind, 0f, start);
        Assert.False(isFinite);
        Assert.True(float.IsFinite(next.Parameters[index]));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Large_finite_numbers_are_not_divergence(OptimizerKind kind) => Assert.All(Kernels.AllWidths, kernels =>
    {
        var start = Vectors.Random(41);
        Array.Fill(start.Parameters, 1e38f);
        Array.Fill(start.Gradient, -1e19f);
        Assert.True(Run(kernels, kind, 0f, start, rate: 1e-3f).IsFinite);
    });

    private static void AssertDetected(OptimizerKind kind, Func<Vectors, float[]> spoiled, params float[] values) =>
        ForEveryIndex((kernels, start, index) =>
        {
            foreach (var value in values)
            {
                spoiled(start)[index] = value;
                if (Run(kernels, kind, 0.01f, start).IsFinite)
                    Assert.Fail($"{value} at {index} of {start.Parameters.Length} goes unnoticed by {kind}, {kernels.Lanes} lanes");
            }
        });

    private static void ForEveryIndex(Action<Kernels, Vectors, int> check)
    {
        foreach (var kernels in Kernels.AllWidths)
            foreach (var length in Lengths)
                for (var index = 0; index < length; index++)
                    check(kernels, Vectors.Random(length), index);
    }

    private static OptimizerSpec Spec(OptimizerKind kind) =>
        new(kind, 1f) { Momentum = 0.8f, Beta1 = 0.85f, Beta2 = 0.99f, Epsilon = 1e-6f };

    private static Vectors Formula(OptimizerKind kind, float l2, Vectors start)
    {
        var next = start.Copy();
        for (var i = 0; i < next.Parameters.Length; i++)
        {
            var g = start.Gradient[i] / SampleCount;
            if (l2 != 0)
                g = MathF.FusedMultiplyAdd(l2, start.Parameters[i], g);
            ReferenceOptimizer.Apply(Spec(kind), g, Rate, Step, ref next.Parameters[i], ref next.State0[i], ref next.State1[i]);
        }

        return next;
    }

    /// <summary>One update of <paramref name="start"/>, which must not change; state that the kind does not have is copied.</summary>
    private static (Vectors Next, bool IsFinite) Run(
        Kernels kernels, OptimizerKind kind, float l2, Vectors start, float rate = Rate, float[]? right = null)
    {
        var spec = Spec(kind);
        double beta1 = spec.Beta1, beta2 = spec.Beta2;
        var constants = new UpdateConstants(
            SampleCount, rate, l2, spec.Momentum, spec.Beta1, spec.Beta2,
            (float)(1 - beta1 * beta1 * beta1), (float)(1 - beta2 * beta2 * beta2), spec.Epsilon);
        var before = start.Copy();
        var next = start.Copy();
        var guarded = new GuardedMatrix(1, start.Parameters.Length, 0);
        var isFinite = kernels.Update(kind, constants, new UpdateSpans
        {
            GradientSum = start.Gradient,
            RightGradientSum = right,
            Parameters = start.Parameters,
            NextParameters = guarded.View.Row(0),
            State0 = spec.StateCount > 0 ? start.State0 : [],
            NextState0 = spec.StateCount > 0 ? next.State0 : [],
            State1 = spec.StateCount > 1 ? start.State1 : [],
            NextState1 = spec.StateCount > 1 ? next.State1 : [],
        });
        guarded.View.Row(0).CopyTo(next.Parameters);
        guarded.AssertHolds(next.Parameters, "next parameters");
        Bits.AssertEqual(before.Parameters, start.Parameters, "parameters read");
        Bits.AssertEqual(before.State0, start.State0, "first state read");
        Bits.AssertEqual(before.State1, start.State1, "second state read");
        return (next, isFinite);
    }

    private sealed record Vectors(float[] Gradient, float[] Parameters, float[] State0, float[] State1)
    {
        /// <summary>Any gradient and parameters; state above 0, like a sum of squares.</summary>
        public static Vectors Random(int length) => new(
            TestData.Normals(length, 1), TestData.Normals(length, 2),
            Array.ConvertAll(TestData.Normals(length, 3), Math.Abs), Array.ConvertAll(TestData.Normals(length, 4), Math.Abs));

        public Vectors Copy() => new([.. Gradient], [.. Parameters], [.. State0], [.. State1]);
    }
}
