using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Tests.Networks;

public class NetworkTests
{
    private static readonly NetworkSpec Spec = NetworkSpec.Parse("6-9-4");

    [Fact]
    public void Predict_equals_the_reference()
    {
        var samples = TestData.Classes(20, 6, 4);
        var network = new Network(Spec, TestData.Normals(Spec.ParameterCount, 3));
        var features = new float[6];
        for (var i = 0; i < samples.Count; i++)
        {
            samples.CopyFeatures(i, features);
            Bits.AssertEqual(Law.Forward(Spec, network.Parameters.ToArray(), samples, i).Outputs, network.Predict(features), $"sample {i}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(601)]
    public void Predict_of_a_set_equals_Predict_of_each_sample(int count)
    {
        var samples = TestData.Classes(count, 6, 4);
        var network = new Network(Spec, TestData.Normals(Spec.ParameterCount, 3));
        var outputs = new List<float[]>();
        network.Predict(samples, (sample, activations) =>
        {
            Assert.Equal(outputs.Count, sample);
            outputs.Add(activations.ToArray());
        });
        Assert.Equal(count, outputs.Count);
        var features = new float[6];
        for (var i = 0; i < count; i++)
        {
            samples.CopyFeatures(i, features);
            Bits.AssertEqual(network.Predict(features), outputs[i], $"sample {i}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(249)]
    [InlineData(250)]
    [InlineData(251)]
    [InlineData(1013)]
    public void Evaluate_equals_the_reference_for_classes(int count)
    {
        var parameters = TestData.Normals(Spec.ParameterCount, 3);
        var samples = TestData.Classes(count, 6, 4);
        var actual = new Network(Spec, parameters).Evaluate(samples);
        Assert.Equal(LocalTrainer.Evaluate(Spec, parameters, samples, 0), actual);

        var right = Enumerable.Range(0, count).Count(i =>
            Evaluation.ArgMax(Law.Forward(Spec, parameters, samples, i).Outputs) == samples.LabelOf(i));
        Assert.Equal((double)right / count, actual.Accuracy);
    }

    [Fact]
    public void Evaluate_of_real_targets_has_a_loss_and_no_accuracy()
    {
        var spec = NetworkSpec.Parse("3-5-2") with { OutputActivation = Activation.Identity, Cost = Cost.Quadratic };
        var parameters = TestData.Normals(spec.ParameterCount, 3);
        var samples = TestData.Values(600, 3, 2);
        var actual = new Network(spec, parameters).Evaluate(samples);
        Assert.Equal(LocalTrainer.Evaluate(spec, parameters, samples, 0), actual);
        Assert.Null(actual.Accuracy);
        Assert.Equal(Enumerable.Range(0, 600).Average(i => Law.Forward(spec, parameters, samples, i).Loss), actual.Loss, 1e-12);
    }

    [Fact]
    public void Parameters_of_wrong_length_are_rejected()
    {
        var error = Assert.Throws<ArgumentException>(() => new Network(Spec, new float[5]));
        Assert.Contains("Network 6-9-4 has 103 parameters, but 5 were given", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(12)]
    public void Predict_rejects_features_of_wrong_length(int length) =>
        Assert.ThrowsAny<ArgumentException>(() => new Network(Spec, new float[Spec.ParameterCount]).Predict(new float[length]));
}
