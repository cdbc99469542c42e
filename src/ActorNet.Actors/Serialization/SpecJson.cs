using System.Text;
using System.Text.Json;
using ActorNet.Learning;
using ActorNet.Learning.Training;
using ActorNet.Models.Files;

namespace ActorNet.Actors.Serialization;

/// <summary>A training spec as text, as a run's directory has it: every number reads back to the same bits.</summary>
internal static class SpecJson
{
    /// <summary>Writes a spec.</summary>
    public static string Write(TrainingSpec spec) => JsonSerializer.Serialize(spec, JsonFormat.Options);

    /// <summary>Reads a spec and checks it.</summary>
    /// <exception cref="InvalidInputException">It is damaged, or cannot be trained.</exception>
    public static TrainingSpec Read(string text)
    {
        var spec = JsonFormat.Read<TrainingSpec>(Encoding.UTF8.GetBytes(text), "The spec that the coordinator sent");
        spec.Validate();
        return spec;
    }
}
