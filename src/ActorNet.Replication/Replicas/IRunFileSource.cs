using ActorNet.Transport.Connections;

namespace ActorNet.Replication.Replicas;

/// <summary>Reads the files of a run from another coordinator.</summary>
internal interface IRunFileSource
{
    /// <summary>Copies a file of the run directory from a byte on to its end.</summary>
    /// <param name="name">The path relative to the run directory.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="destination">The stream to write to.</param>
    /// <exception cref="LinkClosedException">The coordinator is gone or no longer has the file.</exception>
    void Copy(string name, long offset, Stream destination);
}
