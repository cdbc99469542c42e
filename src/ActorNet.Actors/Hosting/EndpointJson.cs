using System.Text;
using System.Text.Json;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Actors.Hosting;

/// <summary>What endpoints say of themselves, as JSON.</summary>
internal static class EndpointJson
{
    /// <summary>Writes a description.</summary>
    public static byte[] Write(EndpointDescription description) => JsonSerializer.SerializeToUtf8Bytes(description, RunJson.Options);

    /// <summary>Reads a description.</summary>
    /// <exception cref="Learning.InvalidInputException">It is none.</exception>
    public static EndpointDescription Read(string json, string source) => RunJson.Read<EndpointDescription>(Encoding.UTF8.GetBytes(json), source);
}
