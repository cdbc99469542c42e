using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ActorNet.Mutations.Comparing;

/// <summary>
/// Finds the comparisons that somebody wrote in an assembly: instructions that compare two values, or an integer with 0, and calls of
/// comparing operators, that belong to a place in a source file. What the compiler added, such as the equality of records, belongs to none.
/// </summary>
internal static class ComparisonFinder
{
    /// <summary>The comparisons in the source files of a folder, such as "src/ActorNet.Coordination/".</summary>
    public static IReadOnlyList<Comparison> Find(string assembly, string folder)
    {
        using var opened = Open(assembly, withSymbols: true);
        var lines = new Dictionary<string, string[]>();
        var found = new List<Comparison>();
        foreach (var method in opened.MainModule.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            foreach (var instruction in method.Body.Instructions)
            {
                if (ComparingCode.FlipOf(instruction, method) is not { } flip || PointOf(instruction, method) is not { } point)
                    continue;
                var file = Path.GetRelativePath(Sources.Root, point.Document.Url).Replace('\\', '/');
                if (!file.StartsWith(folder, StringComparison.Ordinal))
                    continue;
                var text = TextOf(point, lines);
                if (text == "in")
                    continue; // of "foreach (... in array)"
                var name = NameOf(method);
                found.Add(new Comparison(
                    Path.GetFileName(assembly), name, method.MetadataToken.ToUInt32(), instruction.Offset, file, point.StartLine, text,
                    1 + found.Count(other => (other.File, other.Method, other.Text) == (file, name, text)), flip));
            }
        }

        return [.. found.OrderBy(comparison => comparison.File, StringComparer.Ordinal).ThenBy(comparison => comparison.Line)];
    }

    public static AssemblyDefinition Open(string path, bool withSymbols)
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(path));
        return AssemblyDefinition.ReadAssembly(path, new ReaderParameters { InMemory = true, AssemblyResolver = resolver, ReadSymbols = withSymbols });
    }

    /// <summary>The place in a source file; null for an instruction that belongs to none.</summary>
    private static SequencePoint? PointOf(Instruction instruction, MethodDefinition method) =>
        method.DebugInformation.SequencePoints.LastOrDefault(point => point.Offset <= instruction.Offset) is { IsHidden: false } point ? point : null;

    /// <summary>Type and method; of a lambda, a local function, an iterator or an asynchronous method, the one that it was written in.</summary>
    private static string NameOf(MethodDefinition method)
    {
        var (type, name) = (method.DeclaringType, method.Name);
        for (; type.Name.StartsWith('<'); type = type.DeclaringType)
            name = Written(name) == name ? type.Name : name;
        return $"{type.Name.Split('`')[0]}.{Written(name)}";
    }

    private static string Written(string name) =>
        name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end ? name[1..end] : name;

    private static string TextOf(SequencePoint point, Dictionary<string, string[]> known)
    {
        if (!known.TryGetValue(point.Document.Url, out var lines))
            known[point.Document.Url] = lines = File.ReadAllLines(point.Document.Url);
        var (first, last) = (point.StartLine - 1, point.EndLine - 1);
        var text = first == last
            ? lines[first][(point.StartColumn - 1)..(point.EndColumn - 1)]
            : string.Join('\n', [lines[first][(point.StartColumn - 1)..], .. lines[(first + 1)..last], lines[last][..(point.EndColumn - 1)]]);
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
