using ActorNet.Learning;
using ActorNet.Learning.Training;
using ActorNet.Models.Files;

namespace ActorNet.Actors.Serialization;

/// <summary>A training spec as text, in the format of a run's directory: every number round-trips bit for bit.</summary>
internal static class SpecJson
{
    public static string Write(TrainingSpec spec) => JsonFormat.Text(spec);

    /// <summary>Reads and validates a spec.</summary>
    /// <exception cref="InvalidInputException">The text is damaged, or the spec is not valid.</exception>
    public static TrainingSpec Read(string text)
    {
        var spec = JsonFormat.Read<TrainingSpec>(text, "The spec that the coordinator sent");
        spec.Validate();
        return spec;
    }
}
