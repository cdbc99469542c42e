using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Reference;
using ActorNet.Learning.Tests.Threading;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Tests.Optimizers;

/// <summary>A team's step equals the formula, bit for bit, and fails where the caller's own step would.</summary>
public class OptimizerTeamTests
{
    /// <summary>Large enough for a team, in layers that end inside a chunk.</summary>
    private static readonly NetworkSpec Large = NetworkSpec.Parse("300-801-30-7");

    private static readonly float[] Start = TestData.Normals(Large.ParameterCount, 1);
    private static readonly float[][] Gradients =
        [.. Enumerable.Range(0, 3).Select(i => TestData.Normals(Large.ParameterCount, 100 + (uint)i))];

    public static TheoryData<OptimizerKind> Kinds => [.. Enum.GetValues<OptimizerKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Steps_equal_the_formula_with_any_number_of_members(OptimizerKind kind)
    {
        Assert.True(Large.ParameterCount >= UpdatePass.MinTeamParameters, "The test needs a network that is large enough for a team.");
        var (parameters, state) = Formula(kind);
        foreach (var members in new[] { 1, 2, 3, 5 })
        {
            using var team = new ThreadTeam(members);
            var optimizer = Spec(kind).CreateOptimizer(Start, team: team);
            Run(optimizer);
            Bits.AssertEqual(parameters, optimizer.Parameters, $"{kind}, {members} members");
            for (var i = 0; i < optimizer.State.Count; i++)
                Bits.AssertEqual(state[i], optimizer.State[i], $"{kind}, state {i}, {members} members");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void First_failed_layer_is_reported_and_nothing_changes(int members)
    {
        using var team = new ThreadTeam(members);
        var optimizer = Spec(OptimizerKind.Adam).CreateOptimizer(Start, team: team);
        var layers = ParameterLayout.Of(Large).Layers.ToArray();
        for (var first = 0; first < layers.Length; first++)
        {
            // The end of one layer and the ends of all later ones, which are in chunks that other members may claim.
            var gradient = (float[])Gradients[0].Clone();
            foreach (var block in layers[first..])
                gradient[block.BiasOffset + block.Outputs - 1] = float.NaN;
            for (var repetition = 0; repetition < 20; repetition++)
                Assert.Equal(first, optimizer.TryStep(Tree(gradient, gradient), 5, 0.1f));
        }

        Assert.Equal(0, optimizer.Step);
        Bits.AssertEqual(Start, optimizer.Parameters, "parameters after failed steps");
        var untouched = Spec(OptimizerKind.Adam).CreateOptimizer(Start);
        Run(untouched);
        Run(optimizer);
        Bits.AssertEqual(untouched.Parameters, optimizer.Parameters, "going on after failed steps");
    }

    [Fact]
    public void Only_large_networks_use_the_team()
    {
        var team = new ThreadTeam(2);
        team.Dispose();
        var small = NetworkSpec.Parse("9-8-7");
        var smallGradient = TestData.Normals(small.ParameterCount, 2);
        var optimizer = Spec(OptimizerKind.Sgd, small).CreateOptimizer(TestData.Normals(small.ParameterCount, 1), team: team);
        Assert.Equal(-1, optimizer.TryStep(Tree(smallGradient, smallGradient), 5, 0.1f));
        var large = Spec(OptimizerKind.Sgd).CreateOptimizer(Start, team: team);
        Assert.Throws<ObjectDisposedException>(() => large.TryStep(Tree(Gradients[0], Gradients[1]), 5, 0.1f));
    }

    [Fact]
    public void Steady_steps_of_a_team_allocate_nothing()
    {
        using var team = new ThreadTeam(2);
        var optimizer = Spec(OptimizerKind.Momentum).CreateOptimizer(Start, team: team);
        var parts = new[] { Part(0, Gradients[0]), Part(1, Gradients[1]) };
        var tree = new GradientTree();
        Assert.Equal(0, new TeamAllocations(team).MinOf(attempts: 5, () =>
        {
            for (var i = 0; i < 10; i++)
            {
                tree.Begin(2);
                tree.Add(parts[0]);
                tree.Add(parts[1]);
                optimizer.TryStep(tree, 5, 0.001f);
            }
        }));
    }

    private static TrainingSpec Spec(OptimizerKind kind, NetworkSpec? network = null) =>
        new(network ?? Large) { Optimizer = new OptimizerSpec(kind, 0.01f), L2 = 0.001f };

    private static void Run(Optimizer optimizer)
    {
        for (var step = 0; step < 3; step++)
            Assert.Equal(-1, optimizer.TryStep(Tree(Gradients[step], Gradients[(step + 1) % 3]), 10 + step, 0.01f));
    }

    /// <summary>The expected result of <see cref="Run"/>, one parameter at a time.</summary>
    private static (float[] Parameters, float[][] State) Formula(OptimizerKind kind)
    {
        var spec = Spec(kind);
        var parameters = (float[])Start.Clone();
        var state = new[] { new float[parameters.Length], new float[parameters.Length] };
        for (var step = 0; step < 3; step++)
        {
            foreach (var block in ParameterLayout.Of(Large).Layers)
            {
                for (var i = block.WeightOffset; i < block.BiasOffset + block.Outputs; i++)
                {
                    var g = (Gradients[step][i] + Gradients[(step + 1) % 3][i]) / (10 + step);
                    if (i < block.BiasOffset)
                        g = MathF.FusedMultiplyAdd(spec.L2, parameters[i], g);
                    ReferenceOptimizer.Apply(spec.Optimizer, g, 0.01f, step + 1, ref parameters[i], ref state[0][i], ref state[1][i]);
                }
            }
        }

        return (parameters, state);
    }

    /// <summary>The sum of a minibatch of two slices, from two workers.</summary>
    private static GradientTree Tree(float[] left, float[] right)
    {
        var tree = new GradientTree();
        tree.Begin(2);
        tree.Add(Part(0, left));
        tree.Add(Part(1, right));
        return tree;
    }

    private static PartialGradient Part(int slice, float[] sum)
    {
        var part = new PartialGradient(sum.Length);
        part.Begin(new SliceRange(slice, 1), 2);
        sum.CopyTo(part.Sum(0), 0);
        return part;
    }
}
