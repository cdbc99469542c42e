using System.Collections.Concurrent;
using ActorNet.Protocol;

namespace ActorNet.Actors.Joining;

/// <summary>The open links by worker name, for status queries. Thread-safe.</summary>
internal sealed class LinkTable
{
    private readonly ConcurrentDictionary<string, WorkerProxyLink> _links = new(StringComparer.Ordinal);

    /// <summary>Replaces an older link of the same worker.</summary>
    public void Add(string worker, WorkerProxyLink link) => _links[worker] = link;

    /// <summary>Removes a link unless another has replaced it.</summary>
    public void Remove(string worker, WorkerProxyLink link) => _links.TryRemove(new(worker, link));

    /// <summary>Adds each worker's link status.</summary>
    public RunStatus AddLinkStatus(RunStatus status) => status with
    {
        Workers =
        [
            .. status.Workers.Select(worker =>
                _links.TryGetValue(worker.Worker, out var link) ? worker with { Link = link.Status } : worker),
        ],
    };
}
