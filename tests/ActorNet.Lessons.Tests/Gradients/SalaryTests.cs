using ActorNet.Learning.Networks;
using ActorNet.Lessons.Engine;
using ActorNet.Lessons.Gradients;

namespace ActorNet.Lessons.Tests.Gradients;

public class SalaryTests
{
    [Fact]
    public void Hand_written_weights_equal_the_engine_weights_bit_for_bit_after_every_iteration()
    {
        var (byHand, byEngine) = (SalaryTraining.ByHand(), SalaryTraining.ByEngine());
        Assert.Equal(501, byHand.Count);
        Assert.Equal(501, byEngine.Count);
        for (var i = 0; i < byHand.Count; i++)
            Assert.True(byHand[i].AsSpan().SequenceEqual(byEngine[i]), $"iteration {i}");
    }

    [Fact]
    public void Forward_pass_equals_the_engine_forward_pass()
    {
        var x = SalaryData.Scale(16, 15);
        var (z1, a1, z2, a2) = new SalaryNetwork(SalaryData.Start).Forward(x);
        var engine = LayerValues.Of(SalaryData.Spec.Network, SalaryData.Start, x);
        Assert.Equal(engine.Z[0], z1);
        Assert.Equal(engine.A[1], a1);
        Assert.Equal(engine.Z[1][0], z2);
        Assert.Equal(engine.A[2][0], a2);
        Assert.Equal(0.8f * 0.5f + 0.375f * 0.2f + 0.1f, z1[0], 1e-6f);
    }

    [Fact]
    public void Network_is_two_three_one_and_learns()
    {
        Assert.Equal("2-3-1", SalaryData.Spec.Network.Widths.ToString());
        Assert.Equal(500, SalaryData.Spec.Epochs);
        var path = SalaryTraining.ByEngine();
        double CostOf(float[] parameters) => new Network(SalaryData.Spec.Network, parameters).Evaluate(SalaryData.Samples).Loss;
        Assert.True(CostOf(path[^1]) < 0.05 * CostOf(path[0]));
        var network = new Network(SalaryData.Spec.Network, path[^1]);
        Assert.All(SalaryData.People, person =>
            Assert.Equal(person.Salary, SalaryData.MaxSalary * network.Predict(SalaryData.Scale(person.Study, person.Experience))[0], 6f));
    }
}
