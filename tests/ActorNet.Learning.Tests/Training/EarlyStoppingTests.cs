using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Tests.Training;

public class EarlyStoppingTests
{
    private static readonly TrainingSpec Spec = new(NetworkSpec.Parse("2-2")) { ValidationSamples = 10 };

    [Fact]
    public void The_best_epoch_has_the_least_validation_loss_the_earliest_of_equals()
    {
        var judge = new EarlyStopping(Spec);
        Assert.Null(judge.Best);
        double[] losses = [3, 2, 2.5, 2, 1, 1];
        bool[] isBest = [true, true, false, false, true, false];
        for (var i = 0; i < losses.Length; i++)
            Assert.Equal(isBest[i], judge.Observe(i + 1, new Evaluation(losses[i], 0.5), [i]));
        Assert.Equal((5, 1.0, 4f), (judge.Best!.Epoch, judge.Best.ValidationLoss, judge.Best.Parameters[0]));
    }

    [Fact]
    public void The_best_parameters_are_a_copy()
    {
        var judge = new EarlyStopping(Spec);
        float[] parameters = [1];
        judge.Observe(1, new Evaluation(3, null), parameters);
        parameters[0] = 2;
        Assert.Equal(1, judge.Best!.Parameters[0]);
    }

    [Fact]
    public void Without_validation_every_epoch_is_the_best_and_none_is_kept()
    {
        var judge = new EarlyStopping(Spec);
        Assert.True(judge.Observe(1, null, [1]));
        Assert.True(judge.Observe(2, null, [1]));
        Assert.Null(judge.Best);
        Assert.False(new EarlyStopping(Spec with { Patience = 1 }).IsPatienceOver(9));
    }

    [Fact]
    public void A_loss_that_is_not_a_number_is_never_better()
    {
        var judge = new EarlyStopping(Spec);
        judge.Observe(1, new Evaluation(3, null), [1]);
        Assert.False(judge.Observe(2, new Evaluation(double.NaN, null), [2]));
    }

    [Fact]
    public void Patience_is_over_after_so_many_epochs_without_a_better_one()
    {
        var judge = new EarlyStopping(Spec with { Patience = 2 });
        double[] losses = [3, 4, 2, 2, 2];
        bool[] isOver = [false, false, false, false, true];
        for (var i = 0; i < losses.Length; i++)
        {
            judge.Observe(i + 1, new Evaluation(losses[i], null), [0]);
            Assert.Equal(isOver[i], judge.IsPatienceOver(i + 1));
        }
    }

    [Fact]
    public void Without_patience_it_never_stops()
    {
        var judge = new EarlyStopping(Spec);
        judge.Observe(1, new Evaluation(1, null), [0]);
        Assert.False(judge.IsPatienceOver(1_000_000));
    }

    [Fact]
    public void A_resumed_judge_goes_on_from_its_best_epoch()
    {
        var judge = new EarlyStopping(Spec with { Patience = 2 }, new BestEpoch(4, 1.5, [7]));
        Assert.False(judge.Observe(5, new Evaluation(1.6, null), [8]));
        Assert.False(judge.IsPatienceOver(5));
        Assert.False(judge.Observe(6, new Evaluation(1.5, null), [9]));
        Assert.True(judge.IsPatienceOver(6));
        Assert.Equal(7, judge.Best!.Parameters[0]);
    }

    [Fact]
    public void The_target_is_judged_by_validation_where_there_is_any()
    {
        var judge = new EarlyStopping(Spec with { TargetAccuracy = 0.9 });
        var (good, bad) = (new Evaluation(1, 0.9), new Evaluation(1, 0.89));
        Assert.True(judge.IsTargetReached(good, bad));
        Assert.False(judge.IsTargetReached(bad, good));
        Assert.True(judge.IsTargetReached(null, good));
        Assert.False(judge.IsTargetReached(null, bad));
        Assert.False(new EarlyStopping(Spec).IsTargetReached(good, good));
    }
}
