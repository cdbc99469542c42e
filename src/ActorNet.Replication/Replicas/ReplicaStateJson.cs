using System.Text;
using System.Text.Json;
using ActorNet.Models.Files;

namespace ActorNet.Replication.Replicas;

internal static class ReplicaStateJson
{
    /// <summary>The maximum length accepted, in bytes: the outcome of a run of tens of thousands of epochs.</summary>
    public const int MaxBytes = 1 << 24;

    public static byte[] Write(ReplicaState state) => JsonSerializer.SerializeToUtf8Bytes(state, JsonFormat.Options);

    public static ReplicaState Read(string json, string source) => JsonFormat.Read<ReplicaState>(Encoding.UTF8.GetBytes(json), source);
}
