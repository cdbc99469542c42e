using ActorNet.Learning;
using ActorNet.Transport.Connections;

namespace ActorNet.Replication.Replicas;

/// <summary>
/// Keeps a replica up to date: asks every other coordinator, on a link and a thread of its own, again and again what it has of the run, and
/// takes what is newer. It does not matter which of them is active.
/// </summary>
internal sealed class ReplicaPuller : IDisposable
{
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Whatever a slow network has not brought by then is computed again.</summary>
    private static readonly TimeSpan LongestCatchUp = TimeSpan.FromSeconds(10);

    private readonly RunReplica _replica;
    private readonly ReplicationHandshake _access;
    private readonly Action<string> _onTrouble;
    private readonly Action _onTaken;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread[] _threads;

    /// <summary>Begins.</summary>
    /// <param name="replica">What is kept up to date.</param>
    /// <param name="peers">The other coordinators.</param>
    /// <param name="access">What opens the links to them.</param>
    /// <param name="onTaken">Told when something was taken; on any thread.</param>
    /// <param name="onTrouble">Told in a sentence, once for each kind, why something cannot be taken; on any thread.</param>
    public ReplicaPuller(RunReplica replica, IEnumerable<Endpoint> peers, ReplicationHandshake access, Action onTaken, Action<string> onTrouble)
    {
        (_replica, _access, _onTaken, _onTrouble) = (replica, access, onTaken, onTrouble);
        _threads = [.. peers.Select(peer => new Thread(() => Follow(peer)) { IsBackground = true, Name = $"copies from {peer}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Asks everybody once more, all at the same time, and takes the newest.</summary>
    /// <param name="replica">What is brought up to date.</param>
    /// <param name="peers">The other coordinators.</param>
    /// <param name="access">What opens the links to them.</param>
    /// <param name="timeout">How long one that does not answer is waited for.</param>
    /// <param name="onTrouble">Told in a sentence why something cannot be taken that is there; on any thread.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static void CatchUp(
        RunReplica replica, IReadOnlyList<Endpoint> peers, ReplicationHandshake access, TimeSpan timeout, Action<string> onTrouble,
        CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(LongestCatchUp);
        Thread[] threads = [.. peers.Select(peer => new Thread(() => TakeFrom(peer)) { IsBackground = true, Name = $"copies from {peer}" })];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        void TakeFrom(Endpoint peer)
        {
            try
            {
                using var link = ReplicationClient.Open(peer, access, timeout, deadline.Token);
                replica.Pull(link.GetState(replica.State), link);
            }
            catch (Exception fault) when (IsExpected(fault))
            {
                // What this one has leads to the same weights.
                if (fault is InvalidInputException)
                    onTrouble($"The run cannot be copied from {peer}: {fault.Message}");
            }
        }
    }

    /// <summary>Ends it; nothing is written to the replica any more.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (var thread in _threads)
            thread.Join();
    }

    private void Follow(Endpoint peer)
    {
        var told = "";
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var link = ReplicationClient.Open(peer, _access, ResponseTimeout, _stop.Token);
                while (!_stop.IsCancellationRequested)
                {
                    if (_replica.Pull(link.GetState(_replica.State), link))
                    {
                        told = "";
                        _onTaken();
                    }
                    else
                    {
                        _stop.Token.WaitHandle.WaitOne(BetweenQuestions);
                    }
                }
            }
            catch (Exception fault) when (IsExpected(fault))
            {
                if (fault is not LinkClosedException and not OperationCanceledException && told != fault.Message)
                {
                    told = fault.Message;
                    _onTrouble($"The run cannot be copied from {peer}: {told}");
                }

                _stop.Token.WaitHandle.WaitOne(AfterFault);
            }
        }
    }

    private static bool IsExpected(Exception fault) =>
        fault is LinkClosedException or InvalidInputException or IOException or UnauthorizedAccessException or OperationCanceledException;
}
