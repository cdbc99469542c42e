using ActorNet.Lessons.Descent;
using ActorNet.Lessons.Digits;
using ActorNet.Lessons.Distributed;
using ActorNet.Lessons.Gradients;
using ActorNet.Lessons.Neurons;
using ActorNet.Lessons.Perceptrons;

namespace ActorNet.Lessons;

/// <summary>All lessons, in reading order.</summary>
internal static class LessonCatalog
{
    public static IReadOnlyList<ILesson> All { get; } =
    [
        new PerceptronLesson(), new NandLesson(), new NeuronsLesson(), new LinearUnitLesson(), new SalaryLesson(), new ChainLesson(),
        new ThreeLayersLesson(), new GradientCheckLesson(), new DescentLesson(), new Digits15Lesson(), new Digits30Lesson(),
        new OverfittingLesson(), new DataParallelLesson(),
    ];
}
