using ActorNet.Models.Recording;
using ActorNet.Protocol;

namespace ActorNet.Models.Tests.Recording;

public class TrainingEventJsonTests
{
    public static TheoryData<TrainingEvent, string> Events => new()
    {
        {
            new TrainingStarted("r", "2-1", 3, 2, 10, 0, 5, 4, 5),
            """{"event":"training-started","runId":"r","network":"2-1","parameters":3,"workers":2,"trainSamples":"""
                + """10,"validationSamples":0,"testSamples":5,"epochs":4,"stepsPerEpoch":5}"""
        },
        { new WorkerJoined("r", "w"), """{"event":"worker-joined","runId":"r","worker":"w"}""" },
        { new WorkerLeft("r", "w", "lost"), """{"event":"worker-left","runId":"r","worker":"w","reason":"lost"}""" },
        { new CoordinatorListening(
            "r", "h:1"),
            """{"event":"coordinator-listening","runId":"r","endpoint":"h:1","join":"h:1","needsCertificate":false,"needsSecret":"""
                + """false,"isInsecure":false}""" },
        { new TrainingRewound("r", 7, 1, "why"), """{"event":"training-rewound","runId":"r","toStep":7,"toEpoch":1,"reason":"why"}""" },
        { new WaitingForWorkers("r", 1, 2), """{"event":"waiting-for-workers","runId":"r","ready":1,"needed":2}""" },
        {
            new StepsCompleted("r", 1, 2, 2, 5, 0.25, 0.5, 100, [new WorkerProgress("w", 4, 0.75)]),
            """{"event":"steps-completed","runId":"r","epoch":1,"step":2,"stepInEpoch":2,"stepsPerEpoch":5,"loss":"""
                + """0.25,"learningRate":0.5,"samplesPerSecond":100,"workers":[{"worker":"w","samples":4,"busyFraction":0.75}]}"""
        },
        {
            new EpochCompleted("r", 1, 5, 0.25, null, null, double.NaN, null, 2, 5, true),
            """{"event":"epoch-completed","runId":"r","epoch":1,"step":5,"trainLoss":0.25,"validationLoss":null,"validationAccuracy":"""
                + """null,"testLoss":null,"testAccuracy":null,"seconds":2,"samplesPerSecond":5,"isBest":true}"""
        },
        {
            new WeightsHashed("r", 5, "ab", ["cd", "ef"], "01"),
            """{"event":"weights-hashed","runId":"r","step":5,"weightsSha256":"ab","prefixSha256":["cd","ef"],"stateSha256":"01"}"""
        },
        {
            new TrainingCompleted("r", StopReason.TargetReached, 5, "ab"),
            """{"event":"training-completed","runId":"r","reason":"target-reached","steps":5,"weightsSha256":"ab"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void Event_round_trips_in_the_documented_form(TrainingEvent trainingEvent, string json)
    {
        Assert.Equal(json, TrainingEventJson.Write(trainingEvent));
        Assert.Equal(json, TrainingEventJson.Write(TrainingEventJson.Read(json)!));
    }

    [Fact]
    public void Every_kind_of_event_is_covered() => Assert.Equal(
        typeof(TrainingEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TrainingEvent))).Select(type => type.Name).Order(),
        Events.Select(row => ((TrainingEvent)row[0]!).GetType().Name).Order());

    [Theory]
    [InlineData("")]
    [InlineData("{\"event\":\"epoch-comp")]
    [InlineData("{\"event\":\"unheard-of\"}")]
    [InlineData("{\"runId\":\"r\"}")]
    public void Invalid_line_is_null(string line) => Assert.Null(TrainingEventJson.Read(line));
}
