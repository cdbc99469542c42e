using ActorNet.Data.Digits;
using ActorNet.Learning;
using ActorNet.Learning.Samples;

namespace ActorNet.Data.Tests.Digits;

public class GeneratedDigitsTests
{
    // Must be equal on every machine; update it only with an intentional change of the generator.
    private const string DefaultSha256 = "2f268b1b439a1d42e760c043d94b907bae53239292a079efb0cbfef1e1badb25";

    private static readonly Lazy<Dataset> Default = new(() => GeneratedDigits.Load());

    [Fact]
    public void Default_set_has_the_pinned_hash_on_every_machine() => Assert.Equal(DefaultSha256, Default.Value.Sha256);

    [Fact]
    public void Default_set_is_named_and_shaped_like_MNIST()
    {
        var digits = Default.Value;
        Assert.Equal("digits", digits.Name);
        Assert.Equal((28, 28), digits.ImageSize);
        Assert.Equal(20_000, digits.Train.Count);
        Assert.Equal(4_000, digits.Test.Count);
        Assert.Equal(784, digits.Train.FeatureCount);
        Assert.Equal(10, digits.Train.OutputCount);
        Assert.Equal(10, digits.ClassNames.Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    public void Result_does_not_depend_on_the_number_of_threads(int threads) =>
        Assert.Equal(GeneratedDigits.Load(500, 50, 7, 1).Sha256, GeneratedDigits.Load(500, 50, 7, threads).Sha256);

    [Fact]
    public void Sample_does_not_depend_on_earlier_samples()
    {
        var set = GeneratedDigits.Load(300, 40, 7);
        foreach (var i in new[] { 299, 0, 123, 7, 298 })
            AssertSame(7, i, set.Train, i);
        foreach (var i in new[] { 39, 0 })
            AssertSame(7, GeneratedDigits.FirstTestIndex + i, set.Test, i);
    }

    [Fact]
    public void Larger_set_begins_with_the_smaller_one()
    {
        var smaller = GeneratedDigits.Load(30, 10, 7);
        var large = GeneratedDigits.Load(90, 20, 7);
        for (var i = 0; i < 30; i++)
            Assert.Equal(Pixels(smaller.Train, i), Pixels(large.Train, i));
    }

    [Fact]
    public void Images_are_unique_across_training_and_test_sets()
    {
        var all = Images(Default.Value.Train).Concat(Images(Default.Value.Test)).Select(Convert.ToHexString);
        Assert.Equal(24_000, all.Distinct().Count());
    }

    [Fact]
    public void Classes_are_balanced_and_not_in_a_fixed_order()
    {
        var labels = Labels(Default.Value.Train);
        Assert.All(labels.CountBy(label => label), pair => Assert.Equal(2_000, pair.Value));
        Assert.All(Labels(Default.Value.Test).CountBy(label => label), pair => Assert.Equal(400, pair.Value));
        Assert.True(labels.Chunk(10).Select(tens => string.Join(' ', tens)).Distinct().Count() > 1_900);
    }

    [Fact]
    public void Another_seed_gives_other_images_and_another_label_order()
    {
        var a = GeneratedDigits.Load(200, 10, 1);
        var b = GeneratedDigits.Load(200, 10, 2);
        Assert.NotEqual(a.Sha256, b.Sha256);
        Assert.NotEqual(Labels(a.Train), Labels(b.Train));
        Assert.Empty(Images(a.Train).Select(Convert.ToHexString).Intersect(Images(b.Train).Select(Convert.ToHexString)));
    }

    [Fact]
    public void Ink_fills_a_20_by_20_box_centred_by_mass()
    {
        var smaller = 0;
        foreach (var image in Images(Default.Value.Train))
        {
            var ink = Enumerable.Range(0, 784).Where(i => image[i] > 0).ToArray();
            Assert.NotEmpty(ink);
            var width = ink.Max(i => i % 28) - ink.Min(i => i % 28) + 1;
            var height = ink.Max(i => i / 28) - ink.Min(i => i / 28) + 1;
            var extent = Math.Max(width, height);
            Assert.InRange(extent, 14, 20);
            if (extent < 18)
                smaller++;

            double mass = ink.Sum(i => image[i]);
            Assert.InRange(ink.Sum(i => image[i] * (i % 28)) / mass, 13.5, 14.5);
            Assert.InRange(ink.Sum(i => image[i] * (i / 28)) / mass, 13.5, 14.5);
        }

        Assert.InRange(smaller, 0, 100);
    }

    [Fact]
    public void Nearest_class_mean_classifies_most_test_images_but_not_all()
    {
        var train = Images(Default.Value.Train).Zip(Labels(Default.Value.Train));
        var means = train.GroupBy(pair => pair.Second).OrderBy(digit => digit.Key).Select(MeanImage).ToArray();
        var predictions = Images(Default.Value.Test).Select(image => Nearest(means, image));
        var correct = predictions.Zip(Labels(Default.Value.Test)).Count(pair => pair.First == pair.Second);
        Assert.InRange(correct / 4_000.0, 0.65, 0.95);
    }

    [Theory]
    [InlineData(0, 10, "Training samples is 0;")]
    [InlineData(-1, 10, "Training samples is -1;")]
    [InlineData(10, 1_000_001, "Test samples is 1000001;")]
    public void Invalid_number_of_samples_is_reported(int train, int test, string part)
    {
        var error = Assert.Throws<InvalidInputException>(() => GeneratedDigits.Load(train, test));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Contains("1 to 1000000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_rejects_a_negative_index_and_a_wrong_size()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GeneratedDigits.Render(1, -1, new byte[784]));
        Assert.Throws<ArgumentException>(() => GeneratedDigits.Render(1, 0, new byte[783]));
    }

    private static void AssertSame(ulong seed, int index, SampleSet set, int row)
    {
        var pixels = new byte[784];
        Assert.Equal(set.LabelOf(row), GeneratedDigits.Render(seed, index, pixels));
        Assert.Equal(Pixels(set, row), pixels);
    }

    private static int[] Labels(SampleSet set) => Enumerable.Range(0, set.Count).Select(set.LabelOf).ToArray();

    private static IEnumerable<byte[]> Images(SampleSet set) => Enumerable.Range(0, set.Count).Select(i => Pixels(set, i));

    private static byte[] Pixels(SampleSet set, int index)
    {
        var features = new float[784];
        set.CopyFeatures(index, features);
        return Array.ConvertAll(features, feature => (byte)(feature * 255 + 0.5f));
    }

    private static double[] MeanImage(IEnumerable<(byte[] Image, int Label)> samples)
    {
        var sum = new double[784];
        var count = 0;
        foreach (var (image, _) in samples)
        {
            count++;
            for (var i = 0; i < 784; i++)
                sum[i] += image[i];
        }

        return Array.ConvertAll(sum, value => value / count);
    }

    private static int Nearest(double[][] means, byte[] image) =>
        Enumerable.Range(0, means.Length).MinBy(digit => SquaredDistance(means[digit], image));

    private static double SquaredDistance(double[] mean, byte[] image)
    {
        var sum = 0.0;
        for (var i = 0; i < 784; i++)
            sum += (mean[i] - image[i]) * (mean[i] - image[i]);
        return sum;
    }
}
