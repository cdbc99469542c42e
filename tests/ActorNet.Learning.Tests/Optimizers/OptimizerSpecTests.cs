using ActorNet.Learning.Optimizers;

namespace ActorNet.Learning.Tests.Optimizers;

public class OptimizerSpecTests
{
    public static TheoryData<OptimizerKind> Kinds => [.. Enum.GetValues<OptimizerKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_valid_with_its_default_learning_rate(OptimizerKind kind) =>
        new OptimizerSpec(kind, OptimizerSpec.DefaultLearningRateOf(kind)).Validate();

    [Theory]
    [InlineData(0f)]
    [InlineData(-0.1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_learning_rate_out_of_range_is_rejected(float value)
    {
        AssertRejected(new OptimizerSpec(OptimizerKind.Sgd, value), "Learning rate", value, "a finite number above 0");
        AssertRejected(new OptimizerSpec(OptimizerKind.Adam, 1f) { Epsilon = value }, "Epsilon", value, "a finite number above 0");
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(-0.1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_decay_out_of_range_is_rejected(float value)
    {
        const string allowed = "a number from 0 to below 1";
        AssertRejected(new OptimizerSpec(OptimizerKind.Momentum, 1f) { Momentum = value }, "Momentum", value, allowed);
        AssertRejected(new OptimizerSpec(OptimizerKind.Adam, 1f) { Beta1 = value }, "Beta1", value, allowed);
        AssertRejected(new OptimizerSpec(OptimizerKind.Adam, 1f) { Beta2 = value }, "Beta2", value, allowed);
    }

    [Fact]
    public void A_decay_of_zero_is_allowed() =>
        new OptimizerSpec(OptimizerKind.Adam, 1f) { Momentum = 0, Beta1 = 0, Beta2 = 0, Epsilon = float.Epsilon }.Validate();

    private static void AssertRejected(OptimizerSpec spec, string name, float value, string allowed) => Assert.Equal(
        FormattableString.Invariant($"{name} is {value}; allowed is {allowed}."),
        Assert.Throws<InvalidInputException>(spec.Validate).Message);
}
