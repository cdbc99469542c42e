using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;

namespace ActorNet.Lessons.Gradients;

/// <summary>Years of study, years of experience, and salaries: small enough to compute by hand.</summary>
internal static class SalaryData
{
    /// <summary>In years; scaled to 1.</summary>
    public const float MaxStudy = 20;

    /// <summary>In years; scaled to 1.</summary>
    public const float MaxExperience = 40;

    /// <summary>In thousands a year; scaled to 1, the upper limit of a sigmoid.</summary>
    public const float MaxSalary = 100;

    /// <summary>Study and experience in years, salary in thousands a year.</summary>
    public static IReadOnlyList<(int Study, int Experience, int Salary)> People { get; } =
        [(9, 2, 22), (10, 20, 34), (12, 5, 30), (13, 30, 52), (16, 3, 42), (16, 15, 60), (18, 8, 64), (20, 25, 88)];

    /// <summary>Scaled to 0 to 1: features [8, 2] and targets [8, 1].</summary>
    public static SampleSet Samples { get; } = SampleSet.FromValues(
        [.. People.SelectMany(person => Scale(person.Study, person.Experience))], 2,
        [.. People.Select(person => person.Salary / MaxSalary)], 1);

    /// <summary>500 iterations of full-batch gradient descent on a 2 x 3 x 1 network of sigmoids, with half the squared error.</summary>
    public static TrainingSpec Spec { get; } = new(new NetworkSpec(new LayerWidths(2, 3, 1))
    {
        HiddenActivation = Activation.Sigmoid, OutputActivation = Activation.Sigmoid, Cost = Cost.Quadratic,
    })
    {
        Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 10), BatchSize = People.Count, MicroBatchSize = People.Count, Epochs = 500,
    };

    /// <summary>The initial parameters: W¹ [2, 3] row by row, b¹ [3], W² [3, 1], b² [1].</summary>
    public static float[] Start { get; } = [0.5f, -0.4f, 0.3f, 0.2f, 0.6f, -0.5f, 0.1f, -0.1f, 0.2f, 0.7f, -0.3f, 0.4f, -0.2f];

    public static float[] Scale(int study, int experience) => [study / MaxStudy, experience / MaxExperience];
}
