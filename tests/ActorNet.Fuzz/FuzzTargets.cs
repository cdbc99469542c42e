using ActorNet.Fuzz.Targets;

namespace ActorNet.Fuzz;

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

    /// <summary>The names on the command line.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    public static FuzzTarget Create(string name) => All[name]();
}
