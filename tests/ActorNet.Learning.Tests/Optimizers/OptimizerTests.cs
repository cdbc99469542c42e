using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Reference;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Tests.Optimizers;

public class OptimizerTests
{
    /// <summary>Layers of 4,158 and 201 parameters: more and less than a chunk of the gradient tree, with a tail.</summary>
    private static readonly NetworkSpec Network = NetworkSpec.Parse("62-66-3");

    public static TheoryData<OptimizerKind> Kinds => [.. Enum.GetValues<OptimizerKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Steps_equal_the_formula_with_regularized_weights_and_plain_biases(OptimizerKind kind)
    {
        var spec = Spec(kind) with { L2 = 0.01f };
        var expected = TestData.Normals(Network.ParameterCount, 1);
        var (state0, state1) = (new float[expected.Length], new float[expected.Length]);
        var optimizer = spec.CreateOptimizer(expected);
        for (var step = 1; step <= 4; step++)
        {
            var (rate, samples) = (0.1f / step, 10 + step);
            var gradient = Gradient((uint)step);
            foreach (var block in ParameterLayout.Of(Network).Layers)
            {
                for (var i = block.WeightOffset; i < block.BiasOffset + block.Outputs; i++)
                {
                    var g = gradient[i] / samples;
                    if (i < block.BiasOffset)
                        g = MathF.FusedMultiplyAdd(spec.L2, expected[i], g);
                    ReferenceOptimizer.Apply(spec.Optimizer, g, rate, step, ref expected[i], ref state0[i], ref state1[i]);
                }
            }

            Assert.Equal(-1, optimizer.TryStep(Tree(gradient), samples, rate));
            Assert.Equal(step, optimizer.Step);
            Bits.AssertEqual(expected, optimizer.Parameters, $"{kind}, step {step}");
            Assert.Equal(spec.Optimizer.StateCount, optimizer.State.Count);
            for (var i = 0; i < optimizer.State.Count; i++)
                Bits.AssertEqual(i == 0 ? state0 : state1, optimizer.State[i], $"{kind}, state {i} after step {step}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_resumed_optimizer_ends_with_the_same_bits(OptimizerKind kind)
    {
        var straight = Spec(kind).CreateOptimizer(TestData.Normals(Network.ParameterCount, 1));
        Run(straight, 1, 3);
        var resumed = Spec(kind).CreateOptimizer(straight.Parameters, [.. straight.State], straight.Step);
        Assert.Equal(3, resumed.Step);
        Run(straight, 4, 7);
        Run(resumed, 4, 7);
        Bits.AssertEqual(straight.Parameters, resumed.Parameters, kind.ToString());
        for (var i = 0; i < straight.State.Count; i++)
            Bits.AssertEqual(straight.State[i], resumed.State[i], $"{kind}, state {i}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_diverging_step_reports_its_layer_and_changes_nothing(OptimizerKind kind)
    {
        var layers = ParameterLayout.Of(Network).Layers.ToArray();
        var optimizer = Spec(kind).CreateOptimizer(TestData.Normals(Network.ParameterCount, 1));
        var untouched = Spec(kind).CreateOptimizer(TestData.Normals(Network.ParameterCount, 1));
        Run(optimizer, 1, 2);
        Run(untouched, 1, 2);

        // The first weight, the last weight and the last bias of each layer.
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var block = layers[layer];
            foreach (var place in new[] { block.WeightOffset, block.BiasOffset - 1, block.BiasOffset + block.Outputs - 1 })
            {
                var gradient = Gradient(3);
                gradient[place] = float.NaN;
                Assert.Equal(layer, optimizer.TryStep(Tree(gradient), 5, 0.1f));
                Assert.Equal(2, optimizer.Step);
                Bits.AssertEqual(untouched.Parameters, optimizer.Parameters, $"{kind}, parameters after a failed step");
            }
        }

        Run(optimizer, 3, 5);
        Run(untouched, 3, 5);
        Bits.AssertEqual(untouched.Parameters, optimizer.Parameters, $"{kind}, going on after failed steps");
    }

    [Fact]
    public void Parameters_stay_unchanged_until_the_step_after_the_next()
    {
        var optimizer = Spec(OptimizerKind.Momentum).CreateOptimizer(TestData.Normals(Network.ParameterCount, 1));
        var (parameters, state) = (optimizer.Parameters, optimizer.State[0]);
        float[] before = [.. parameters], stateBefore = [.. state];
        Run(optimizer, 1, 1);
        Bits.AssertEqual(before, parameters, "parameters read by a late worker");
        Bits.AssertEqual(stateBefore, state, "state");
        Assert.NotSame(parameters, optimizer.Parameters);
    }

    [Fact]
    public void Initial_parameters_are_copied()
    {
        var start = TestData.Normals(Network.ParameterCount, 1);
        var optimizer = Spec(OptimizerKind.Sgd).CreateOptimizer(start);
        Array.Fill(start, 0f);
        Bits.AssertEqual(TestData.Normals(Network.ParameterCount, 1), optimizer.Parameters, "parameters");
    }

    private static TrainingSpec Spec(OptimizerKind kind) => new(Network) { Optimizer = new OptimizerSpec(kind, 0.1f) };

    private static float[] Gradient(uint step) => TestData.Normals(Network.ParameterCount, 100 + step, 10f);

    private static void Run(Optimizer optimizer, uint first, uint last)
    {
        for (var step = first; step <= last; step++)
            Assert.Equal(-1, optimizer.TryStep(Tree(Gradient(step)), 5, 0.1f));
    }

    /// <summary>The sum of a minibatch of one slice.</summary>
    private static GradientTree Tree(float[] sum)
    {
        var part = new PartialGradient(sum.Length);
        part.Begin(new SliceRange(0, 1), 1);
        sum.CopyTo(part.Sum(0), 0);
        var tree = new GradientTree();
        tree.Begin(1);
        tree.Add(part);
        return tree;
    }
}
