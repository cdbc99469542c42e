using ActorNet.Learning.Matrices;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Tests.Matrices;

namespace ActorNet.Learning.Tests.Networks;

/// <summary>Every activation and derivative, at every width and at row lengths 0 to 70, against its scalar formula.</summary>
public class ActivationKernelTests
{
    private const int Rows = 3;
    private const int Gap = 2;
    private const int MaxLength = 70;

    public static TheoryData<Activation> ElementActivations =>
        [Activation.Sigmoid, Activation.Tanh, Activation.Relu, Activation.Softplus, Activation.Identity, Activation.Heaviside];

    public static TheoryData<Activation> ElementDerivatives =>
        [Activation.Sigmoid, Activation.Tanh, Activation.Relu, Activation.Softplus, Activation.Identity];

    [Theory]
    [MemberData(nameof(ElementActivations))]
    public void Activate_equals_the_formula(Activation activation) => ForEveryWidthAndLength((kernels, length, what) =>
    {
        var z = Inputs(length);
        var expected = Array.ConvertAll(z, x => Formula(activation, x));
        var source = new GuardedMatrix(Rows, length, Gap, z);
        var a = new GuardedMatrix(Rows, length, Gap);
        kernels.Activate(activation, source.View, a.View);
        a.AssertHolds(expected, what);
        kernels.Activate(activation, source.View, source.View);
        source.AssertHolds(expected, what + ", in place");
    });

    [Theory]
    [MemberData(nameof(ElementDerivatives))]
    public void MultiplyByDerivative_equals_the_formula(Activation activation) => ForEveryWidthAndLength((kernels, length, what) =>
    {
        var z = Inputs(length);
        var a = Array.ConvertAll(z, x => Formula(activation, x));
        var delta = TestData.Normals(z.Length, 2);
        var expected = new float[z.Length];
        for (var i = 0; i < expected.Length; i++)
            expected[i] = Derivative(activation, z[i], a[i], delta[i]);

        var product = new GuardedMatrix(Rows, length, Gap, delta);
        kernels.MultiplyByDerivative(
            activation, new GuardedMatrix(Rows, length, Gap, z).View, new GuardedMatrix(Rows, length, Gap, a).View, product.View);
        product.AssertHolds(expected, what);
    });

    [Fact]
    public void Relu_propagates_NaN() => ForEveryWidthAndLength((kernels, length, _) =>
    {
        var a = new GuardedMatrix(Rows, length, Gap, Enumerable.Repeat(float.NaN, Rows * length).ToArray());
        kernels.Activate(Activation.Relu, a.View, a.View);
        for (var row = 0; row < Rows; row++)
            foreach (var value in a.View.Row(row))
                Assert.True(float.IsNaN(value));
    });

    [Theory]
    [InlineData(Activation.Heaviside)]
    [InlineData((Activation)99)]
    public void An_activation_without_gradient_is_rejected(Activation activation) => Assert.All(Kernels.AllWidths, kernels =>
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => kernels.MultiplyByDerivative(activation, default, default, default));
        Assert.Contains(activation.ToString(), error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Add_and_Subtract_equal_the_formula() => ForEveryWidthAndLength((kernels, length, what) =>
    {
        var (x, y) = (TestData.Normals(Rows * length, 1), TestData.Normals(Rows * length, 2));
        var (left, right) = (new GuardedMatrix(Rows, length, Gap, x), new GuardedMatrix(Rows, length, Gap, y));
        var difference = new GuardedMatrix(Rows, length, Gap);
        kernels.Subtract(left.View, right.View, difference.View);
        difference.AssertHolds(x.Zip(y, (a, b) => a - b).ToArray(), what);

        var sum = x.Zip(y, (a, b) => a + b).ToArray();
        var target = new GuardedMatrix(1, x.Length, 0);
        kernels.Add(x, y, target.View.Row(0));
        target.AssertHolds(sum, what);
        kernels.Add(x, y, y);
        Bits.AssertEqual(sum, y, what + ", in place");
    });

    /// <summary>Runs for three rows of every length; <see cref="Inputs"/> puts a different number at each index.</summary>
    private static void ForEveryWidthAndLength(Action<Kernels, int, string> check)
    {
        foreach (var kernels in Kernels.AllWidths)
            for (var length = 0; length <= MaxLength; length++)
                check(kernels, length, $"length {length}, {kernels.Lanes} lanes");
    }

    private static float[] Inputs(int length)
    {
        float[] special =
        [
            0f, -0f, 1f, -1f, 0.625f, 20f, -20f, 88.9f, -88.9f,
            1e-30f, -1e-30f, 1e30f, -1e30f, float.MaxValue, float.MinValue,
        ];
        var values = TestData.Normals(Rows * length, (uint)length, 3f);
        for (var i = length % 4; i < values.Length; i += 4)
            values[i] = special[(i + length) % special.Length];
        return values;
    }

    private static float Formula(Activation activation, float z) => activation switch
    {
        Activation.Sigmoid => Elementary.Sigmoid(z),
        Activation.Tanh => Elementary.Tanh(z),
        Activation.Relu => z < 0f ? 0f : z,
        Activation.Softplus => Elementary.Softplus(z),
        Activation.Heaviside => z < 0f ? 0f : 1f,
        _ => z,
    };

    private static float Derivative(Activation activation, float z, float a, float delta) => activation switch
    {
        Activation.Sigmoid => delta * (a * (1f - a)),
        Activation.Tanh => delta * (1f - a * a),
        Activation.Relu => a > 0f ? delta : 0f,
        Activation.Softplus => delta * Elementary.Sigmoid(z),
        _ => delta,
    };
}
