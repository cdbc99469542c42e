using System.Text;
using System.Text.Json;
using ActorNet.Learning;
using ActorNet.Models.Files;
using ActorNet.Protocol;

namespace ActorNet.Transport.Discovery;

/// <summary>How a run stands, as JSON.</summary>
internal static class StatusJson
{
    /// <summary>Writes a status.</summary>
    public static byte[] Write(RunStatus status) => JsonSerializer.SerializeToUtf8Bytes(status, JsonFormat.Options);

    /// <summary>Reads a status.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static RunStatus Read(string json, string source) => JsonFormat.Read<RunStatus>(Encoding.UTF8.GetBytes(json), source);
}
