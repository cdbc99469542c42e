namespace ActorNet.Lessons.Tests;

public class LessonCatalogTests
{
    [Fact]
    public void Lessons_are_in_reading_order() => Assert.Equal(
        [
            "perceptron", "nand", "neurons", "linear-unit", "salary", "chain", "three-layers", "gradient-check", "descent", "digits-15",
            "digits-30", "overfitting", "data-parallel",
        ],
        LessonCatalog.All.Select(lesson => lesson.Name));

    [Fact]
    public void Summaries_are_one_sentence() => Assert.All(LessonCatalog.All, lesson =>
    {
        Assert.EndsWith(".", lesson.Summary, StringComparison.Ordinal);
        Assert.InRange(lesson.Summary.Length, 20, 130);
        Assert.DoesNotContain('\n', lesson.Summary);
    });
}
