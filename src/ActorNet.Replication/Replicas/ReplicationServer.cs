using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using Microsoft.Win32.SafeHandles;

namespace ActorNet.Replication.Replicas;

/// <summary>
/// Lets other coordinators see and copy what this one has of the run, each on a link and a thread of its own, and knows who has it all.
/// </summary>
/// <param name="replica">What it has.</param>
/// <param name="access">Who may copy it.</param>
internal sealed class ReplicationServer(RunReplica replica, ReplicationHandshake access)
{
    private readonly Dictionary<TensorLink, FrameHeader> _followers = []; // and the last question of each; the lock is the dictionary
    private int _served;

    /// <summary>More than there are coordinators; whoever else asks is refused.</summary>
    private const int MaxFollowers = 16;

    private static readonly TimeSpan ProofTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Serves a link from its first question on.</summary>
    /// <param name="link">The link.</param>
    /// <param name="question">The question.</param>
    /// <param name="nonce">What it carried.</param>
    /// <exception cref="LinkClosedException">There are too many already.</exception>
    public void Serve(TensorLink link, FrameHeader question, string nonce)
    {
        if (Interlocked.Increment(ref _served) > MaxFollowers)
        {
            Interlocked.Decrement(ref _served);
            throw new LinkClosedException($"{MaxFollowers} others copy the run already.");
        }

        link.Limits.Forbid(FrameKind.Hello).Forbid(FrameKind.Discover).Forbid(FrameKind.GetStatus)
            .Allow(FrameKind.GetReplicaState, 0)
            .Allow(FrameKind.GetRunFile, ReplicationClient.MaxNameBytes);
        new Thread(() => Answer(link, question, nonce)) { IsBackground = true, Name = $"copies for {link.RemoteEndPoint}" }.Start();
    }

    /// <summary>Waits until every coordinator that follows has the newest checkpoint and knows of the outcome, if there is one, or has gone.</summary>
    /// <returns>Whether all have within <paramref name="timeout"/>.</returns>
    public bool AwaitFollowers(TimeSpan timeout, TimeProvider time)
    {
        var started = time.GetTimestamp();
        lock (_followers)
        {
            while (_followers.Values.Any(question => !HasAll(question)))
            {
                var left = timeout - time.GetElapsedTime(started);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_followers, left))
                    return false;
            }
        }

        return true;
    }

    private void Answer(TensorLink link, FrameHeader question, string nonce)
    {
        try
        {
            using (new Timer(_ => link.Close("It did not prove in time that it knows the join secret."), null, ProofTimeout, Timeout.InfiniteTimeSpan))
                access.AuthenticateAsServer(link, nonce);
            while (true)
            {
                Note(() => _followers[link] = question);
                var holding = replica.State;
                // Held open until the next question: by the time they are asked for, newer ones may have taken their places.
                using var checkpoint = OpenNewest(holding);
                using var metrics = holding.MetricsBytes > 0 ? OpenMetrics() : null;
                link.Send(new FrameHeader { Kind = FrameKind.ReplicaState }, ReplicaStateJson.Write(holding).AsMemory());
                while ((question = link.Receive()).Kind == FrameKind.GetRunFile)
                    SendPart(link, question, holding, checkpoint, metrics);
                link.EndFrame();
            }
        }
        catch (Exception fault) when (fault is LinkClosedException or IOException or UnauthorizedAccessException)
        {
            link.Close(fault.Message);
        }
        finally
        {
            Note(() => _followers.Remove(link));
            Interlocked.Decrement(ref _served);
            link.Dispose();
        }
    }

    private void Note(Action change)
    {
        lock (_followers)
        {
            change();
            Monitor.PulseAll(_followers);
        }
    }

    private void SendPart(TensorLink link, in FrameHeader request, ReplicaState offered, SafeFileHandle? checkpoint, SafeFileHandle? metrics)
    {
        var name = link.ReadText(ReplicationClient.MaxNameBytes);
        link.EndFrame();
        if (request.Step < 0 || request.Value is < 1 or > ReplicationClient.PartBytes || replica.Directory is not { } run)
            throw NotOffered(request, name);
        if (checkpoint is not null && name == run.NameOf(run.Checkpoints.PathOf(offered.Newest!.Step)))
            SendPart(link, request, checkpoint);
        else if (metrics is not null && name == run.NameOf(run.MetricsPath))
            SendPart(link, request, metrics);
        else
            throw NotOffered(request, name);
    }

    private static void SendPart(TensorLink link, in FrameHeader request, SafeFileHandle file)
    {
        var part = new byte[Math.Clamp(RandomAccess.GetLength(file) - request.Step, 0, request.Value)];
        var length = RandomAccess.Read(file, part, request.Step);
        link.Send(new FrameHeader { Kind = FrameKind.RunFilePart, Step = request.Step }, part.AsMemory(0, length));
    }

    private static LinkClosedException NotOffered(in FrameHeader request, string name) =>
        new($"There is no byte {request.Step} of '{name}' to be copied.");

    private SafeFileHandle? OpenNewest(ReplicaState holding)
    {
        if (holding.Newest is not { } newest || replica.Directory is not { } run)
            return null;
        try
        {
            return Open(run.Checkpoints.PathOf(newest.Step));
        }
        catch (FileNotFoundException)
        {
            // The run has gone back, or has been removed by hand: the next answer says what there is then.
            return null;
        }
    }

    private SafeFileHandle? OpenMetrics() => replica.Directory is { } run && File.Exists(run.MetricsPath) ? Open(run.MetricsPath) : null;

    private static SafeFileHandle Open(string path) => File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);

    private bool HasAll(in FrameHeader question)
    {
        var mine = replica.State;
        return (question.Value & mine.News) == mine.News
            && (mine.Newest is null || !mine.Newest.IsNewerThan(new CheckpointVersion(question.Incarnation, question.Step)));
    }
}
