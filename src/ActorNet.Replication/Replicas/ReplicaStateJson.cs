using System.Text;
using System.Text.Json;
using ActorNet.Learning;
using ActorNet.Models.Files;

namespace ActorNet.Replication.Replicas;

/// <summary>What coordinators have of a run, as JSON.</summary>
internal static class ReplicaStateJson
{
    /// <summary>The longest that is accepted, in bytes: the outcome of a run of tens of thousands of epochs.</summary>
    public const int MaxBytes = 1 << 24;

    /// <summary>Writes a holding.</summary>
    public static byte[] Write(ReplicaState holding) => JsonSerializer.SerializeToUtf8Bytes(holding, JsonFormat.Options);

    /// <summary>Reads a holding.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static ReplicaState Read(string json, string source) => JsonFormat.Read<ReplicaState>(Encoding.UTF8.GetBytes(json), source);
}
