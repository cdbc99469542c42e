using ActorNet.Fuzz.Targets;

namespace ActorNet.Fuzz;

/// <summary>The targets by their names.</summary>
internal static class FuzzTargets
{
    private static readonly Dictionary<string, Func<FuzzTarget>> All = new(StringComparer.Ordinal)
    {
        ["bytes"] = () => new BytesTarget(),
        ["frames"] = () => new FramesTarget(),
        ["safetensors"] = () => new SafetensorsTarget(),
        ["idx"] = () => new IdxTarget(),
        ["messages"] = () => new MessagesTarget(),
        ["json"] = () => new JsonTarget(),
        ["archives"] = () => new ArchivesTarget(),
        ["csv"] = () => new CsvTarget(),
        ["images"] = () => new ImagesTarget(),
    };

    /// <summary>What they are called on the command line.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Makes a target.</summary>
    public static FuzzTarget Create(string name) => All[name]();
}
