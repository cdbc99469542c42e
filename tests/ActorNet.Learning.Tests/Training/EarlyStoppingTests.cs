using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Tests.Training;

public class EarlyStoppingTests
{
    private static readonly TrainingSpec Spec = new(NetworkSpec.Parse("2-2")) { ValidationSamples = 10 };

    [Fact]
    public void The_best_epoch_is_the_earliest_with_the_lowest_validation_loss()
    {
        var earlyStopping = new EarlyStopping(Spec);
        Assert.Null(earlyStopping.Best);
        double[] losses = [3, 2, 2.5, 2, 1, 1];
        bool[] isBest = [true, true, false, false, true, false];
        for (var i = 0; i < losses.Length; i++)
            Assert.Equal(isBest[i], earlyStopping.Record(i + 1, new Evaluation(losses[i], 0.5), [i]));
        Assert.Equal((5, 1.0, 4f), (earlyStopping.Best!.Epoch, earlyStopping.Best.ValidationLoss, earlyStopping.Best.Parameters[0]));
    }

    [Fact]
    public void The_best_parameters_are_a_copy()
    {
        var earlyStopping = new EarlyStopping(Spec);
        float[] parameters = [1];
        earlyStopping.Record(1, new Evaluation(3, null), parameters);
        parameters[0] = 2;
        Assert.Equal(1, earlyStopping.Best!.Parameters[0]);
    }

    [Fact]
    public void Without_validation_every_epoch_is_the_best_and_none_is_kept()
    {
        var earlyStopping = new EarlyStopping(Spec);
        Assert.True(earlyStopping.Record(1, null, [1]));
        Assert.True(earlyStopping.Record(2, null, [1]));
        Assert.Null(earlyStopping.Best);
        Assert.False(new EarlyStopping(Spec with { Patience = 1 }).IsPatienceExhausted(9));
    }

    [Fact]
    public void A_NaN_loss_is_never_best()
    {
        var earlyStopping = new EarlyStopping(Spec);
        earlyStopping.Record(1, new Evaluation(3, null), [1]);
        Assert.False(earlyStopping.Record(2, new Evaluation(double.NaN, null), [2]));
    }

    [Fact]
    public void Patience_is_exhausted_after_n_epochs_without_improvement()
    {
        var earlyStopping = new EarlyStopping(Spec with { Patience = 2 });
        double[] losses = [3, 4, 2, 2, 2];
        bool[] isExhausted = [false, false, false, false, true];
        for (var i = 0; i < losses.Length; i++)
        {
            earlyStopping.Record(i + 1, new Evaluation(losses[i], null), [0]);
            Assert.Equal(isExhausted[i], earlyStopping.IsPatienceExhausted(i + 1));
        }
    }

    [Fact]
    public void Training_never_stops_early_without_patience()
    {
        var earlyStopping = new EarlyStopping(Spec);
        earlyStopping.Record(1, new Evaluation(1, null), [0]);
        Assert.False(earlyStopping.IsPatienceExhausted(1_000_000));
    }

    [Fact]
    public void Resumed_early_stopping_keeps_its_best_epoch()
    {
        var earlyStopping = new EarlyStopping(Spec with { Patience = 2 }, new BestEpoch(4, 1.5, [7]));
        Assert.False(earlyStopping.Record(5, new Evaluation(1.6, null), [8]));
        Assert.False(earlyStopping.IsPatienceExhausted(5));
        Assert.False(earlyStopping.Record(6, new Evaluation(1.5, null), [9]));
        Assert.True(earlyStopping.IsPatienceExhausted(6));
        Assert.Equal(7, earlyStopping.Best!.Parameters[0]);
    }

    [Fact]
    public void Target_accuracy_is_measured_on_validation_samples_if_there_are_any()
    {
        var earlyStopping = new EarlyStopping(Spec with { TargetAccuracy = 0.9 });
        var (good, bad) = (new Evaluation(1, 0.9), new Evaluation(1, 0.89));
        Assert.True(earlyStopping.IsTargetReached(good, bad));
        Assert.False(earlyStopping.IsTargetReached(bad, good));
        Assert.True(earlyStopping.IsTargetReached(null, good));
        Assert.False(earlyStopping.IsTargetReached(null, bad));
        Assert.False(new EarlyStopping(Spec).IsTargetReached(good, good));
    }
}
