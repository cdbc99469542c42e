using System.Text;
using System.Text.Json;
using ActorNet.Models.Files;
using ActorNet.Protocol;

namespace ActorNet.Transport.Discovery;

internal static class StatusJson
{
    public static byte[] Write(RunStatus status) => JsonSerializer.SerializeToUtf8Bytes(status, JsonFormat.Options);

    public static RunStatus Read(string json, string source) => JsonFormat.Read<RunStatus>(Encoding.UTF8.GetBytes(json), source);
}
