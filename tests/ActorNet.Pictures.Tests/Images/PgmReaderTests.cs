using System.Text;
using ActorNet.Learning;
using ActorNet.Pictures.Images;

namespace ActorNet.Pictures.Tests.Images;

public class PgmReaderTests
{
    [Theory]
    [InlineData("P2 3 2 255\n0 1 2 3 4 255\n", new byte[] { 0, 1, 2, 3, 4, 255 })]
    [InlineData("P2\n# a comment\n3 # another\n2\n15\n0 1 2 3 4 15", new byte[] { 0, 17, 34, 51, 68, 255 })]
    [InlineData("P5 3 2 255\nabcdef", new byte[] { 97, 98, 99, 100, 101, 102 })]
    [InlineData("P5 3 2 255 #bcdef", new byte[] { 35, 98, 99, 100, 101, 102 })]
    [InlineData("P5 3 1 65535\n\0\0\x7f\x7f\x7f\x7f", new byte[] { 0, 127, 127 })]
    public void Pixels_are_scaled_to_bytes(string file, byte[] expected)
    {
        var image = PgmReader.Read(Encoding.Latin1.GetBytes(file), "x");
        Assert.Equal((expected.Length / 3, 3), (image.Rows, image.Columns));
        Assert.Equal(expected, image.Pixels);
    }

    [Theory]
    [InlineData("P2 3 2 255\n0 1 2 3 4", "its 3 x 2 pixels are not all there")]
    [InlineData("P2 2 2 255\n0 1 2        ", "a number is expected")]
    [InlineData("P2 2 2 255\n0 1 2 x", "a number is expected")]
    [InlineData("P2 2 1 7\n0 8", "pixel 1 is 8, above 7")]
    [InlineData("P5 3 2 255\nabcde", "its 3 x 2 pixels are not all there")]
    [InlineData("P5 0 2 255\n", "it claims 0 x 2 pixels")]
    [InlineData("P5 1 1 0\na", "values up to 0")]
    [InlineData("P5 1 1 65536\naaa", "values up to 65536")]
    [InlineData("P5 -1 1 255\na", "a number is expected")]
    [InlineData("P5 ", "a number is expected")]
    [InlineData("P5 20000 20000 255\n", "20000 x 20000 pixels; at most 50 million")]
    [InlineData("P5 999999999 999999999 255\n", "999999999 x 999999999 pixels; at most 50 million")]
    public void Error_states_the_fault(string file, string sentence) => Assert.Contains(
        sentence, Assert.Throws<InvalidInputException>(() => PgmReader.Read(Encoding.Latin1.GetBytes(file), "x")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Damaged_files_are_read_or_rejected()
    {
        var random = new Random(1);
        var whole = Encoding.Latin1.GetBytes("P2 4 3 255\n0 10 20 30 40 50 60 70 80 90 100 110\n");
        for (var i = 0; i < 20_000; i++)
        {
            byte[] changed = [.. whole[..random.Next(3, whole.Length + 1)]];
            for (var k = random.Next(4); k > 0; k--)
                changed[random.Next(2, changed.Length)] = (byte)random.Next(256);
            try
            {
                var image = PgmReader.Read(changed, "x");
                Assert.Equal(image.Rows * image.Columns, image.Pixels.Length);
            }
            catch (InvalidInputException)
            {
                // Rejected.
            }
        }
    }
}
