using ActorNet.Models.Files;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using Microsoft.Win32.SafeHandles;

namespace ActorNet.Replication.Replicas;

/// <summary>
/// Serves the local replica to other coordinators, each over its own link and thread, and tracks which of them are up to date.
/// </summary>
internal sealed class ReplicationServer(RunReplica replica, ReplicationHandshake handshake)
{
    private readonly Dictionary<TensorLink, FrameHeader> _followers = []; // with the last request of each; the dictionary is also the lock
    private int _linkCount;

    /// <summary>More than a run has coordinators; further links are rejected.</summary>
    private const int MaxFollowers = 16;

    private static readonly TimeSpan ProofTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Serves a link, from its first request and that request's nonce on.</summary>
    /// <exception cref="LinkClosedException">There are too many links.</exception>
    public void Serve(TensorLink link, FrameHeader request, string nonce)
    {
        if (Interlocked.Increment(ref _linkCount) > MaxFollowers)
        {
            Interlocked.Decrement(ref _linkCount);
            throw new LinkClosedException($"{MaxFollowers} other coordinators already copy the run.");
        }

        link.Limits.Forbid(FrameKind.Hello).Forbid(FrameKind.Discover).Forbid(FrameKind.GetStatus)
            .Allow(FrameKind.GetReplicaState, 0)
            .Allow(FrameKind.GetRunFile, ReplicationClient.MaxNameBytes);
        new Thread(() => ServeRequests(link, request, nonce)) { IsBackground = true, Name = $"copies for {link.RemoteEndPoint}" }.Start();
    }

    /// <summary>
    /// Waits until every follower has the newest checkpoint and the outcome, if there is one, or has disconnected; returns false on
    /// timeout.
    /// </summary>
    public bool AwaitFollowers(TimeSpan timeout, TimeProvider time)
    {
        var started = time.GetTimestamp();
        lock (_followers)
        {
            while (_followers.Values.Any(request => !IsUpToDate(request)))
            {
                var left = timeout - time.GetElapsedTime(started);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_followers, left))
                    return false;
            }
        }

        return true;
    }

    private void ServeRequests(TensorLink link, FrameHeader request, string nonce)
    {
        try
        {
            const string Late = "The other coordinator did not prove in time that it knows the join secret.";
            using (new Timer(_ => link.Close(Late), null, ProofTimeout, Timeout.InfiniteTimeSpan))
                handshake.AuthenticateAsServer(link, nonce);
            while (true)
            {
                Update(() => _followers[link] = request);
                var state = replica.State;
                // Kept open until the next state request: newer files may replace these before the follower requests them.
                using var checkpoint = OpenNewest(state);
                using var metrics = state.MetricsBytes > 0 ? OpenMetrics() : null;
                link.Send(new FrameHeader { Kind = FrameKind.ReplicaState }, JsonFormat.Write(state).AsMemory());
                while ((request = link.Receive()).Kind == FrameKind.GetRunFile)
                    SendPart(link, request, state, checkpoint, metrics);
                link.EndFrame();
            }
        }
        catch (Exception fault) when (fault is LinkClosedException or IOException or UnauthorizedAccessException)
        {
            link.Close(fault.Message);
        }
        finally
        {
            Update(() => _followers.Remove(link));
            Interlocked.Decrement(ref _linkCount);
            link.Dispose();
        }
    }

    private void Update(Action change)
    {
        lock (_followers)
        {
            change();
            Monitor.PulseAll(_followers);
        }
    }

    private void SendPart(
        TensorLink link, in FrameHeader request, ReplicaState offered, SafeFileHandle? checkpoint, SafeFileHandle? metrics)
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

    private SafeFileHandle? OpenNewest(ReplicaState state)
    {
        if (state.Newest is not { } newest || replica.Directory is not { } run)
            return null;
        try
        {
            return Open(run.Checkpoints.PathOf(newest.Step));
        }
        catch (FileNotFoundException)
        {
            // The run was rewound, or the file was deleted by hand; the next answer reports the state then.
            return null;
        }
    }

    private SafeFileHandle? OpenMetrics() => replica.Directory is { } run && File.Exists(run.MetricsPath) ? Open(run.MetricsPath) : null;

    private static SafeFileHandle Open(string path) => File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);

    private bool IsUpToDate(in FrameHeader request)
    {
        var mine = replica.State;
        return (request.Value & mine.News) == mine.News
            && (mine.Newest is null || !mine.Newest.IsNewerThan(new CheckpointVersion(request.Incarnation, request.Step)));
    }
}
