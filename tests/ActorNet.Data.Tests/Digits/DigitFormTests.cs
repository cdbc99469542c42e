using ActorNet.Data.Digits;

namespace ActorNet.Data.Tests.Digits;

public class DigitFormTests
{
    [Fact]
    public void Notation_gives_points_corners_and_strokes()
    {
        var pose = Assert.Single(new DigitForm(7, 2, "0,10 80,-5! 40,100 / 20,50 60,50").Poses);
        Assert.Equal(2, pose.Length);
        Assert.Equal([new PenPoint(0, 0.1), new PenPoint(0.8, -0.05), new PenPoint(0.4, 1)], pose[0].Points);
        Assert.Equal([false, true, false], pose[0].Corners);
        Assert.Equal([new PenPoint(0.2, 0.5), new PenPoint(0.6, 0.5)], pose[1].Points);
    }

    [Theory]
    [InlineData("0,0 1,1 / 2,2")]
    [InlineData("0,0 1")]
    [InlineData("0,0 1,x")]
    public void Malformed_pose_is_rejected(string pose) => Assert.Throws<FormatException>(() => new DigitForm(1, 1, pose));

    [Theory]
    [InlineData("0,0 1,1 2,2")]
    [InlineData("0,0 1,1!")]
    [InlineData("0,0 1,1 / 2,2 3,3")]
    public void Pose_that_does_not_match_the_first_is_rejected(string pose) =>
        Assert.Throws<FormatException>(() => new DigitForm(1, 1, "0,0 1,1", pose));

    [Fact]
    public void Every_digit_has_several_forms()
    {
        for (var digit = 0; digit < 10; digit++)
        {
            Assert.True(DigitForms.Of(digit).Length > 1);
            foreach (var form in DigitForms.Of(digit))
                Assert.True(form.Digit == digit && form.Weight > 0);
        }
    }
}
