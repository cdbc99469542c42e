using Mono.Cecil;

namespace ActorNet.Architecture.Tests;

/// <summary>Dependencies point one way, between projects and between folders, as the compiled types have them.</summary>
public class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["ActorNet.Learning"] = [],
        ["ActorNet.Protocol"] = [],
        ["ActorNet.Data"] = ["ActorNet.Learning"],
        ["ActorNet.Pictures"] = ["ActorNet.Learning"],
        ["ActorNet.Models"] = ["ActorNet.Learning", "ActorNet.Protocol"],
        ["ActorNet.Tracing"] = ["ActorNet.Learning", "ActorNet.Protocol"],
        ["ActorNet.Coordination"] = ["ActorNet.Learning", "ActorNet.Protocol", "ActorNet.Tracing"],
        ["ActorNet.Verification"] = ["ActorNet.Learning", "ActorNet.Protocol", "ActorNet.Models", "ActorNet.Coordination"],
        ["ActorNet.Transport"] = ["ActorNet.Learning", "ActorNet.Protocol", "ActorNet.Models"],
        ["ActorNet.Replication"] =
            ["ActorNet.Learning", "ActorNet.Protocol", "ActorNet.Models", "ActorNet.Transport", "ActorNet.Coordination"],
        ["ActorNet.Computing"] =
            ["ActorNet.Learning", "ActorNet.Protocol", "ActorNet.Models", "ActorNet.Transport", "ActorNet.Coordination"],
        ["ActorNet.Actors"] = ["ActorNet.Learning", "ActorNet.Protocol", "ActorNet.Models", "ActorNet.Transport", "ActorNet.Coordination",
            "ActorNet.Replication", "ActorNet.Computing"],
        ["ActorNet"] = ["ActorNet.Learning", "ActorNet.Protocol", "ActorNet.Data", "ActorNet.Models", "ActorNet.Transport",
            "ActorNet.Coordination", "ActorNet.Replication", "ActorNet.Computing", "ActorNet.Actors"],
        ["ActorNet.TestKit"] = ["ActorNet.Learning", "ActorNet.Protocol", "ActorNet.Models", "ActorNet.Transport", "ActorNet.Coordination",
            "ActorNet.Computing", "ActorNet.Actors", "ActorNet.Tracing"],
        ["ActorNet.TestKit.Xunit"] = ["ActorNet.Learning"],
        ["ActorNet.TestWorker"] = ["ActorNet", "ActorNet.Learning", "ActorNet.Protocol", "ActorNet.Transport", "ActorNet.Coordination",
            "ActorNet.Computing", "ActorNet.Actors"],
        ["ActorNet.Lessons"] = ["ActorNet.Learning", "ActorNet.Protocol", "ActorNet.Data", "ActorNet.Models", "ActorNet.Pictures",
            "ActorNet.Coordination", "ActorNet"],
    };

    private const int MaxFilesInFolder = 25;

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_references_only_what_it_may(string project)
    {
        var references = References(project).Select(name => name == "ActorNet.Library" ? "ActorNet" : name).ToList();
        Assert.Empty(references.Where(name => name.StartsWith("ActorNet", StringComparison.Ordinal)).Except(Allowed[project]));
        if (project is not ("ActorNet.Actors" or "ActorNet.TestKit"))
            Assert.DoesNotContain(references, name => name.StartsWith("Akka", StringComparison.Ordinal));
        Assert.DoesNotContain(references, name => name.StartsWith("Spectre", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_of_src_is_in_the_table() =>
        Assert.Equal(CompiledTypes.Assemblies.Keys.Except(["ActorNet.Cli"])
            .Order(StringComparer.Ordinal), Allowed.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_mathematics_uses_no_package_and_no_console() => Assert.All(
        References("ActorNet.Learning"),
        name => Assert.True(name.StartsWith("System.", StringComparison.Ordinal) && name != "System.Console", name));

    [Fact]
    public void There_is_no_circle_between_folders()
    {
        var folders = new Graph();
        foreach (var type in CompiledTypes.Assemblies.Values.SelectMany(CompiledTypes.Of))
            foreach (var used in CompiledTypes.UsedBy(type).Where(used => used.Namespace.StartsWith("ActorNet", StringComparison.Ordinal)))
                folders.Add(type.Namespace, used.Namespace, $"{type.Name} uses {used.Name}");
        Assert.Null(folders.FindCircle());
        Assert.Contains("ActorNet.Learning.Numerics", folders.UsedBy("ActorNet.Learning.Networks"));
    }

    [Fact]
    public void A_circle_is_found_and_shown_arrow_by_arrow()
    {
        var graph = new Graph();
        graph.Add("a", "b", "one");
        graph.Add("b", "c", "two");
        Assert.Null(graph.FindCircle());
        graph.Add("c", "b", "three");
        Assert.Equal("b -> c: two\nc -> b: three", graph.FindCircle());
    }

    /// <summary>IDE0130 makes namespace and folder agree, in the build; so files can be counted by folder.</summary>
    [Fact]
    public void No_folder_holds_more_files_than_a_reader_can_survey() => Assert.All(SourceTree.Folders, folder =>
        Assert.True(
            Directory.EnumerateFiles(folder, "*.cs").Count() <= MaxFilesInFolder, $"{folder} has more than {MaxFilesInFolder} files"));

    [Fact]
    public void Everything_in_Actors_uses_Akka_or_is_one_step_from_what_does()
    {
        var types = CompiledTypes.Of(CompiledTypes.Assemblies["ActorNet.Actors"]).ToDictionary(
            type => type.FullName, type => CompiledTypes.UsedBy(type).Select(used => (used.FullName, used.Namespace)).ToHashSet());
        var touching = types.Where(type => type.Value.Any(used => IsAkka(used.Namespace))).Select(type => type.Key).ToHashSet();
        var near = types.Keys.Where(name => touching.Contains(name)
            || types[name].Any(used => touching.Contains(used.FullName))
            || touching.Any(other => types[other].Any(used => used.FullName == name)));
        Assert.Empty(types.Keys.Except(near));
    }

    private static bool IsAkka(string name) => name is "Akka" or "Hyperion" || name.StartsWith("Akka.", StringComparison.Ordinal);

    private static List<string> References(string project) =>
        [.. CompiledTypes.Assemblies[project].MainModule.AssemblyReferences.Select(reference => reference.Name)];
}
