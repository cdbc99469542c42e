using System.Text;
using System.Text.Json;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Actors.Hosting;

/// <summary>How a run stands, as JSON.</summary>
public static class StatusJson
{
    /// <summary>Writes a status.</summary>
    public static byte[] Write(RunStatus status) => JsonSerializer.SerializeToUtf8Bytes(status, RunJson.Options);

    /// <summary>Reads a status.</summary>
    /// <exception cref="Learning.InvalidInputException">It is none.</exception>
    public static RunStatus Read(string json, string source) => RunJson.Read<RunStatus>(Encoding.UTF8.GetBytes(json), source);
}
