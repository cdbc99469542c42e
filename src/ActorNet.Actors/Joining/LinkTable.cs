using System.Collections.Concurrent;
using ActorNet.Protocol;

namespace ActorNet.Actors.Joining;

/// <summary>The open links by their workers' names, for whoever asks how they stand. Safe for use by any thread.</summary>
internal sealed class LinkTable
{
    private readonly ConcurrentDictionary<string, WorkerProxyLink> _links = new(StringComparer.Ordinal);

    /// <summary>Adds a link, in the place of an older one of the same worker.</summary>
    public void Add(string worker, WorkerProxyLink link) => _links[worker] = link;

    /// <summary>Removes a link, unless another has taken its place.</summary>
    public void Remove(string worker, WorkerProxyLink link) => _links.TryRemove(new(worker, link));

    /// <summary>The status with what the links know.</summary>
    public RunStatus Complete(RunStatus status) => status with
    {
        Workers = [.. status.Workers.Select(worker => _links.TryGetValue(worker.Worker, out var link) ? worker with { Link = link.Status } : worker)],
    };
}
