using System.Reflection;

namespace ActorNet.Cli.Tests;

/// <summary>Arrows between projects point one way: the command to everything, the lessons to all but that, the actors to what they are made of, and the rest to the mathematics at most.</summary>
public class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["ActorNet.Learning"] = [],
        ["ActorNet.Protocol"] = [],
        ["ActorNet.Data"] = ["ActorNet.Learning"],
        ["ActorNet.Models"] = ["ActorNet.Learning"],
        ["ActorNet.Actors"] = ["ActorNet.Learning", "ActorNet.Data", "ActorNet.Models", "ActorNet.Protocol"],
        ["ActorNet.Pictures"] = ["ActorNet.Learning"],
        ["ActorNet.Lessons"] = ["ActorNet.Learning", "ActorNet.Data", "ActorNet.Models", "ActorNet.Protocol", "ActorNet.Actors", "ActorNet.Pictures"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_references_only_what_it_may(string project)
    {
        var references = References(project);
        Assert.Empty(references.Where(name => name.StartsWith("ActorNet.", StringComparison.Ordinal)).Except(Allowed[project]));
        if (project is not "ActorNet.Actors")
            Assert.DoesNotContain(references, name => name.StartsWith("Akka", StringComparison.Ordinal));
        Assert.DoesNotContain(references, name => name.StartsWith("Spectre", StringComparison.Ordinal));
    }

    [Fact]
    public void The_mathematics_uses_no_package_and_no_console() => Assert.All(
        References("ActorNet.Learning"),
        name => Assert.True(name.StartsWith("System.", StringComparison.Ordinal) && name != "System.Console", name));

    private static List<string> References(string project)
    {
        var folder = Path.GetDirectoryName(typeof(Trainer).Assembly.Location)!;
        return [.. Assembly.LoadFrom(Path.Combine(folder, project + ".dll")).GetReferencedAssemblies().Select(name => name.Name!)];
    }
}
