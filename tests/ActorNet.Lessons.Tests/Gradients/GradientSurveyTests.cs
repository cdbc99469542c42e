using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Gradients;

namespace ActorNet.Lessons.Tests.Gradients;

public class GradientSurveyTests
{
    [Fact]
    public void Gradient_error_is_below_a_millionth_for_every_activation_and_cost()
    {
        Assert.Equal(Enum.GetValues<Activation>().Except([Activation.Heaviside]), GradientSurvey.Hidden.Order());
        Assert.Equal(Enum.GetValues<Cost>(), GradientSurvey.Outputs.Select(pair => pair.Cost).Distinct().Order());
        foreach (var hidden in GradientSurvey.Hidden)
        {
            foreach (var (output, cost) in GradientSurvey.Outputs)
            {
                var report = GradientSurvey.Check(hidden, output, cost);
                Assert.InRange(report.LargestRelativeError, 0, 1e-6);
                Assert.All(report.Blocks, block => Assert.True(block.LargestGradient > 0.02));
            }
        }
    }
}
