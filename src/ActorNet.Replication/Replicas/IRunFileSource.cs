using ActorNet.Transport.Connections;

namespace ActorNet.Replication.Replicas;

/// <summary>The files of a run, where another coordinator has them.</summary>
internal interface IRunFileSource
{
    /// <summary>Copies a file of the run directory, from a byte on to its end.</summary>
    /// <param name="name">Its path in the run directory.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="destination">Where to.</param>
    /// <exception cref="LinkClosedException">The other coordinator is gone, or has no such file any more.</exception>
    void Copy(string name, long offset, Stream destination);
}
