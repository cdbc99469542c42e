using System.Text;
using System.Text.Json;
using ActorNet.Models.Runs;

namespace ActorNet.Actors.Standby;

/// <summary>What coordinators have of a run, as JSON.</summary>
internal static class HoldingJson
{
    /// <summary>The longest that is accepted, in bytes: the outcome of a run of tens of thousands of epochs.</summary>
    public const int MaxBytes = 1 << 24;

    /// <summary>Writes a holding.</summary>
    public static byte[] Write(RunHolding holding) => JsonSerializer.SerializeToUtf8Bytes(holding, RunJson.Options);

    /// <summary>Reads a holding.</summary>
    /// <exception cref="Learning.InvalidInputException">It is none.</exception>
    public static RunHolding Read(string json, string source) => RunJson.Read<RunHolding>(Encoding.UTF8.GetBytes(json), source);
}
