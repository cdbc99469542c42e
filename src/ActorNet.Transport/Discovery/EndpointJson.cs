using System.Text;
using System.Text.Json;
using ActorNet.Models.Files;
using ActorNet.Protocol;

namespace ActorNet.Transport.Discovery;

internal static class EndpointJson
{
    public static byte[] Write(EndpointDescription description) => JsonSerializer.SerializeToUtf8Bytes(description, JsonFormat.Options);

    public static EndpointDescription Read(string json, string source) =>
        JsonFormat.Read<EndpointDescription>(Encoding.UTF8.GetBytes(json), source);
}
