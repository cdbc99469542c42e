using ActorNet.Learning.Samples;

namespace ActorNet.Learning.Tests.Samples;

public class SampleSetTests
{
    [Fact]
    public void A_pixel_is_the_float_nearest_to_its_255th()
    {
        var images = SampleSet.FromImages([.. Enumerable.Range(0, 256).Select(p => (byte)p)], 256, [0], 1);
        var features = new float[256];
        images.CopyFeatures(0, features);
        for (var p = 0; p < 256; p++)
        {
            // 255 times a float is exact in double.
            double Distance(float value) => Math.Abs(255.0 * value - p);
            Assert.True(Distance(features[p]) <= Distance(MathF.BitIncrement(features[p])), $"pixel {p}");
            Assert.True(Distance(features[p]) <= Distance(MathF.BitDecrement(features[p])), $"pixel {p}");
        }

        Assert.Equal((0f, 1f), (features[0], features[255]));
    }

    [Fact]
    public void Images_have_rows_of_pixels_and_one_hot_targets()
    {
        var images = SampleSet.FromImages([0, 255, 51, 102, 255, 0], 2, [2, 0, 1], 3);
        Assert.Equal((3, 2, 3, true), (images.Count, images.FeatureCount, images.OutputCount, images.IsClassification));
        Assert.Equal([0.2f, 0.4f], Features(images, 1));
        Assert.Equal([0f, 0f, 1f], Targets(images, 0));
        Assert.Equal([1f, 0f, 0f], Targets(images, 1));
        Assert.Equal([2, 0, 1], Enumerable.Range(0, 3).Select(images.LabelOf));
    }

    [Fact]
    public void Real_features_may_have_classes()
    {
        var samples = SampleSet.FromClasses([1, 2, 3, 4], 2, [1, 0], 2);
        Assert.Equal((2, 2, 2, true), (samples.Count, samples.FeatureCount, samples.OutputCount, samples.IsClassification));
        Assert.Equal([3f, 4f], Features(samples, 1));
        Assert.Equal([0f, 1f], Targets(samples, 0));
    }

    [Fact]
    public void Real_features_may_have_real_targets()
    {
        var samples = SampleSet.FromValues([1, 2, 3, 4, 5, 6], 3, [7, 8], 1);
        Assert.Equal((2, 3, 1, false), (samples.Count, samples.FeatureCount, samples.OutputCount, samples.IsClassification));
        Assert.Equal([4f, 5f, 6f], Features(samples, 1));
        Assert.Equal([8f], Targets(samples, 1));
        Assert.Throws<InvalidOperationException>(() => samples.LabelOf(0));
    }

    [Fact]
    public void Contents_are_the_original_arrays()
    {
        byte[] pixels = [1, 2];
        float[] features = [3, 4], targets = [5, 6];
        int[] labels = [1, 0];
        var images = SampleSet.FromImages(pixels, 1, labels, 2);
        var classes = SampleSet.FromClasses(features, 1, labels, 2);
        var values = SampleSet.FromValues(features, 1, targets, 1);

        Assert.Equal((pixels, null, labels, null), (images.Pixels, images.Features, images.Labels, images.Targets));
        Assert.Equal((null, features, labels, null), (classes.Pixels, classes.Features, classes.Labels, classes.Targets));
        Assert.Equal((null, features, null, targets), (values.Pixels, values.Features, values.Labels, values.Targets));
    }

    [Fact]
    public void Contents_of_an_empty_set_are_empty_not_null()
    {
        var images = SampleSet.FromImages([], 4, [], 2);

        Assert.Equal((0, 0), (images.Pixels?.Length, images.Labels?.Length));
        Assert.Null(images.Features);
    }

    [Fact]
    public void Arrays_of_mismatched_lengths_are_rejected()
    {
        Assert.Throws<ArgumentException>(() => SampleSet.FromImages(new byte[5], 2, [0, 1], 2));
        Assert.Throws<ArgumentException>(() => SampleSet.FromImages([], 0, [0, 1], 2));
        Assert.Throws<ArgumentException>(() => SampleSet.FromClasses(new float[6], 2, [0, 1], 2));
        Assert.Throws<ArgumentException>(() => SampleSet.FromValues(new float[5], 2, new float[2], 1));
        Assert.Throws<ArgumentException>(() => SampleSet.FromValues(new float[4], 2, new float[3], 1));
        Assert.Throws<ArgumentException>(() => SampleSet.FromValues(new float[4], 2, [], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSet.FromValues(new float[4], 0, new float[4], 1));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void A_label_out_of_range_is_rejected_by_value(int label)
    {
        AssertRejected(() => SampleSet.FromImages(new byte[2], 1, [0, label], 2));
        AssertRejected(() => SampleSet.FromClasses(new float[2], 1, [0, label], 2));

        void AssertRejected(Action make) => Assert.Contains(
            $"A label is {label}, allowed are 0 to 1", Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);
    }

    private static float[] Features(SampleSet samples, int index)
    {
        var features = new float[samples.FeatureCount];
        samples.CopyFeatures(index, features);
        return features;
    }

    /// <summary>Writes the targets over those of another sample.</summary>
    private static float[] Targets(SampleSet samples, int index)
    {
        var targets = Enumerable.Repeat(9f, samples.OutputCount).ToArray();
        samples.CopyTargets(index, targets);
        return targets;
    }
}
