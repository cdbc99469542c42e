using ActorNet.Learning.Samples;

namespace ActorNet.Learning.Tests.Samples;

public class PixelScalingTests
{
    [Fact]
    public void Every_pixel_is_scaled_with_correct_rounding_at_every_index()
    {
        for (var length = 0; length <= 300; length++)
        {
            var pixels = Enumerable.Range(0, length).Select(i => (byte)(i + length)).ToArray();
            var features = new float[length];
            PixelScaling.ToFeatures(pixels, features);
            Bits.AssertEqual(Array.ConvertAll(pixels, p => p / 255f), features, $"{length} pixels");
        }
    }
}
