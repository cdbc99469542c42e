using ActorNet.Learning;
using ActorNet.Transport.Connections;

namespace ActorNet.Replication.Replicas;

/// <summary>
/// Keeps a replica up to date: polls every other coordinator, each over its own link and thread, and copies what is newer, regardless of
/// which one is active.
/// </summary>
internal sealed class ReplicaPuller : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Steps that a slow network has not delivered by then are computed again.</summary>
    private static readonly TimeSpan CatchUpTimeout = TimeSpan.FromSeconds(10);

    private readonly RunReplica _replica;
    private readonly ReplicationHandshake _handshake;
    private readonly Action<string> _onError;
    private readonly Action _onUpdated;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread[] _threads;

    /// <summary>
    /// Starts the threads. The callbacks run on any thread; <paramref name="onError"/> receives a sentence for each distinct error.
    /// </summary>
    public ReplicaPuller(
        RunReplica replica, IEnumerable<Endpoint> peers, ReplicationHandshake handshake, Action onUpdated, Action<string> onError)
    {
        (_replica, _handshake, _onUpdated, _onError) = (replica, handshake, onUpdated, onError);
        _threads = [.. peers.Select(peer => new Thread(() => PullFrom(peer)) { IsBackground = true, Name = $"copies from {peer}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>
    /// Polls all peers once, concurrently, and copies the newest state. The timeout is for each answer; <paramref name="onError"/> receives
    /// a sentence for each peer whose state cannot be copied, on any thread.
    /// </summary>
    public static void CatchUp(
        RunReplica replica, IReadOnlyList<Endpoint> peers, ReplicationHandshake handshake, TimeSpan timeout, Action<string> onError,
        CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(CatchUpTimeout);
        Thread[] threads =
            [.. peers.Select(peer => new Thread(() => PullOnce(peer)) { IsBackground = true, Name = $"copies from {peer}" })];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        void PullOnce(Endpoint peer)
        {
            try
            {
                using var link = ReplicationClient.Open(peer, handshake, timeout, deadline.Token);
                replica.Pull(link.GetState(replica.State), link);
            }
            catch (Exception fault) when (IsExpected(fault))
            {
                // The local state is good enough: it leads to the same weights.
                if (fault is InvalidInputException)
                    onError($"The run cannot be copied from {peer}: {fault.Message}");
            }
        }
    }

    /// <summary>Stops the threads; the replica is no longer written to afterwards.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (var thread in _threads)
            thread.Join();
    }

    private void PullFrom(Endpoint peer)
    {
        var reported = "";
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var link = ReplicationClient.Open(peer, _handshake, ResponseTimeout, _stop.Token);
                while (!_stop.IsCancellationRequested)
                {
                    if (_replica.Pull(link.GetState(_replica.State), link))
                    {
                        reported = "";
                        _onUpdated();
                    }
                    else
                    {
                        _stop.Token.WaitHandle.WaitOne(PollInterval);
                    }
                }
            }
            catch (Exception fault) when (IsExpected(fault))
            {
                if (fault is not LinkClosedException and not OperationCanceledException && reported != fault.Message)
                {
                    reported = fault.Message;
                    _onError($"The run cannot be copied from {peer}: {reported}");
                }

                _stop.Token.WaitHandle.WaitOne(RetryDelay);
            }
        }
    }

    private static bool IsExpected(Exception fault) =>
        fault is LinkClosedException or InvalidInputException or IOException or UnauthorizedAccessException or OperationCanceledException;
}
