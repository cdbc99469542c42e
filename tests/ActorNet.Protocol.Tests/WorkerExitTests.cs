namespace ActorNet.Protocol.Tests;

public class WorkerExitTests
{
    [Fact]
    public void Every_reason_has_words() => Assert.All(Enum.GetValues<WorkerExitReason>(), reason =>
    {
        var words = new WorkerExit(reason, "a detail").ToString();
        Assert.True(words is "a detail" ? reason is WorkerExitReason.Fault or WorkerExitReason.WorkerFailed : words.Length > 8, words);
        Assert.False(words.EndsWith('.') || char.IsUpper(words[0]), $"'{words}' is read within a sentence.");
    });

    /// <summary>Older and newer programs, and goodbye frames, rely on the numbers.</summary>
    [Fact]
    public void Numbers_keep_their_meaning()
    {
        Assert.Equal(
            "Fault, RunCompleted, WorkerLeft, WrongResults, WorkerFailed, HandedOver, SessionEnded, LinkNotOpened, DatasetNotFetched, "
            + "CanaryNotComputed, AnswerTimedOut, ProcessEnded, NodeUnreachable, NodeLeft, ActorStopped, Replaced, OtherVersion, InvalidName, "
            + "SecretMissing, SecretUnexpected, SecretWrong, CoordinatorUntrusted, CoordinatorLeft, CoordinatorSilent, ClusterNotReached, "
            + "NodeRemoved",
            string.Join(", ", Enumerable.Range(0, Enum.GetValues<WorkerExitReason>().Length).Select(number => (WorkerExitReason)number)));
        Assert.Equal("a later program's reason", new WorkerExit(1000, "a later program's reason.").ToString());
    }

    [Fact]
    public void Only_a_rejected_worker_does_not_ask_again() => Assert.Equal(
        [
            WorkerExitReason.WrongResults, WorkerExitReason.WorkerFailed, WorkerExitReason.OtherVersion, WorkerExitReason.InvalidName,
            WorkerExitReason.SecretMissing, WorkerExitReason.SecretUnexpected, WorkerExitReason.SecretWrong,
            WorkerExitReason.CoordinatorUntrusted,
        ],
        Enum.GetValues<WorkerExitReason>().Where(reason => new WorkerExit(reason).IsRejection));
}
