using System.Text;
using System.Text.Json;
using ActorNet.Learning;
using ActorNet.Models.Files;
using ActorNet.Protocol;

namespace ActorNet.Transport.Discovery;

/// <summary>What endpoints say of themselves, as JSON.</summary>
internal static class EndpointJson
{
    /// <summary>Writes a description.</summary>
    public static byte[] Write(EndpointDescription description) => JsonSerializer.SerializeToUtf8Bytes(description, JsonFormat.Options);

    /// <summary>Reads a description.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static EndpointDescription Read(string json, string source) => JsonFormat.Read<EndpointDescription>(Encoding.UTF8.GetBytes(json), source);
}
