using ActorNet.Actors.Transport;
using ActorNet.Models.Runs;

namespace ActorNet.Actors.Standby;

/// <summary>
/// Lets other coordinators see and copy what this one has of the run, each on a link and a thread of its own, and knows who has it all.
/// </summary>
internal sealed class HoldingServer(RunReplica replica)
{
    private readonly Dictionary<TensorLink, FrameHeader> _followers = []; // and the last question of each; the lock is the dictionary

    /// <summary>Serves a link from its first question on.</summary>
    public void Serve(TensorLink link, FrameHeader question)
    {
        link.Limits.Forbid(FrameKind.Hello).Forbid(FrameKind.Discover).Forbid(FrameKind.GetStatus)
            .Allow(FrameKind.GetHolding, 0)
            .Allow(FrameKind.GetRunFile, HoldingLink.MaxNameBytes);
        new Thread(() => Answer(link, question)) { IsBackground = true, Name = $"copies for {link.RemoteEndPoint}" }.Start();
    }

    /// <summary>Waits until every coordinator that follows has the newest checkpoint and knows of the outcome, if there is one, or has gone.</summary>
    /// <returns>Whether all have within <paramref name="patience"/>.</returns>
    public bool AwaitFollowers(TimeSpan patience, TimeProvider time)
    {
        var started = time.GetTimestamp();
        lock (_followers)
        {
            while (_followers.Values.Any(question => !HasAll(question)))
            {
                var left = patience - time.GetElapsedTime(started);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_followers, left))
                    return false;
            }
        }

        return true;
    }

    private void Answer(TensorLink link, FrameHeader question)
    {
        try
        {
            while (true)
            {
                Note(() => _followers[link] = question);
                link.Send(new FrameHeader { Kind = FrameKind.Holding }, HoldingJson.Write(replica.Holding).AsMemory());
                while ((question = link.Receive()).Kind == FrameKind.GetRunFile)
                    SendPart(link, question);
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

    private void SendPart(TensorLink link, in FrameHeader request)
    {
        var name = link.ReadText(HoldingLink.MaxNameBytes);
        link.EndFrame();
        if (request.Step < 0 || request.Value is < 1 or > HoldingLink.PartBytes || PathOf(name) is not { } path)
            throw new LinkClosedException($"There is no byte {request.Step} of '{name}' to be copied.");
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var part = new byte[Math.Clamp(RandomAccess.GetLength(file) - request.Step, 0, request.Value)];
        var length = RandomAccess.Read(file, part, request.Step);
        link.Send(new FrameHeader { Kind = FrameKind.RunFilePart, Step = request.Step }, part.AsMemory(0, length));
    }

    /// <summary>The path of a file that may be copied: the metrics, or a checkpoint.</summary>
    private string? PathOf(string name)
    {
        if (replica.Directory is not { } run)
            return null;
        return name == Path.GetFileName(run.MetricsPath) ? run.MetricsPath : run.Checkpoints.Find(Path.GetFileName(name));
    }

    private bool HasAll(in FrameHeader question)
    {
        var mine = replica.Holding;
        return (mine.Outcome is null || question.Value == 1)
            && (mine.Newest is null || !mine.Newest.IsNewerThan(new HeldCheckpoint(question.Incarnation, question.Step)));
    }
}
