using System.Reflection;
using System.Runtime.Loader;
using ActorNet.Mutations.Comparing;
using ActorNet.Mutations.Exploring;
using ActorNet.Mutations.Planting;

namespace ActorNet.Mutations;

/// <summary>The quick part: the files of faults and survivors are about the code as it is, and flips do what they say and are found.</summary>
public class MutationTests
{
    [Fact]
    public void Text_of_every_planted_fault_occurs_once() => Assert.All(
        PlantedFault.Read(Path.Combine(Sources.Project, "planted.json"), []),
        fault => Assert.Contains(fault.Replace, fault.Plant(File.ReadAllText(Path.Combine(Sources.Root, fault.File))), StringComparison.Ordinal));

    [Fact]
    public void Text_that_occurs_twice_or_never_is_refused_in_a_sentence()
    {
        var fault = new PlantedFault("two", "file.cs", "a < b", "a <= b", "");
        Assert.Equal("x = a <= b;", fault.Plant("x = a < b;"));
        Assert.Equal(
            "The text of fault 'two' occurs 2 times in file.cs; it must occur once: a < b",
            Assert.Throws<MutationException>(() => fault.Plant("a < b || a < b")).Message);
        Assert.Throws<MutationException>(() => fault.Plant("a > b"));
    }

    [Fact]
    public void Every_explained_survivor_is_a_comparison_of_the_code() =>
        Assert.All(Survivor.Read(), survivor => Assert.Single(ComparisonRun.All, survivor.IsOf));

    /// <summary>Keys find comparisons again in files of results and of survivors.</summary>
    [Fact]
    public void Comparisons_have_different_keys() => Assert.Equal(ComparisonRun.All.Count, ComparisonRun.All.Select(each => each.Key).Distinct().Count());

    [Theory]
    [InlineData("WorkerState.IndexOf", "if (_open[i].Slices == slices && _open[i].Round == round && _open[i].Exchange == exchange)")]
    [InlineData("AnswerVerifier.IsCanaryCorrect", "answer.Sha256 == _canary")]
    public void Flipped_comparison_is_found(string method, string text)
    {
        var folder = Directory.CreateTempSubdirectory("actornet-flipped-").FullName;
        try
        {
            Sources.CopyFolder(AppContext.BaseDirectory, folder);
            var comparison = ComparisonRun.All.Single(each => (each.Method, each.Text, each.Place) == (method, text, 1));
            ComparingCode.Apply(comparison, Path.Combine(folder, comparison.Assembly));

            var outcome = ExploringProcess.Run(folder, TimeSpan.FromSeconds(30), seed: 0);

            Assert.True(outcome.IsFound, $"Nothing was found in {outcome.Runs} runs.");
            Assert.True(outcome.Runs > 0, outcome.Failure);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(nameof(Samples.Below), true, 2, 2)]
    [InlineData(nameof(Samples.Below), true, 1, 2)]
    [InlineData(nameof(Samples.Below), false, 3, 2)]
    [InlineData(nameof(Samples.NotBelow), false, 2, 2)]
    [InlineData(nameof(Samples.NotBelow), true, 3, 2)]
    [InlineData(nameof(Samples.BelowAsBranch), 1, 2, 2)]
    [InlineData(nameof(Samples.BelowAsBranch), 0, 3, 2)]
    [InlineData(nameof(Samples.BelowAsNumbers), true, 2.0, 2.0)]
    [InlineData(nameof(Samples.BelowAsNumbers), false, 3.0, 2.0)]
    [InlineData(nameof(Samples.NotAboveAsNumbers), false, 2.0, 2.0)]
    [InlineData(nameof(Samples.NotAboveAsNumbers), true, 1.0, 2.0)]
    [InlineData(nameof(Samples.BelowUnsigned), true, 2u, 2u)]
    [InlineData(nameof(Samples.BelowUnsigned), false, uint.MaxValue, 2u)]
    [InlineData(nameof(Samples.Equal), false, 2, 2)]
    [InlineData(nameof(Samples.Equal), true, 1, 2)]
    [InlineData(nameof(Samples.EqualTexts), false, "a", "a")]
    [InlineData(nameof(Samples.EqualTexts), true, "a", "b")]
    [InlineData(nameof(Samples.ZeroAsBranch), 0, 0)]
    [InlineData(nameof(Samples.ZeroAsBranch), 1, 5)]
    [InlineData(nameof(Samples.IsNotZero), true, 0L)]
    [InlineData(nameof(Samples.IsNotZero), false, 5L)]
    [InlineData(nameof(Samples.InLoop), 5, new[] { 1, 2, 3 })]
    public void Flipped_ordering_counts_equal_operands_on_the_other_side_and_an_equality_is_negated(string method, object expected, params object[] arguments) =>
        Assert.Equal(expected, CallFlipped(method, arguments));

    [Fact]
    public void Operators_of_types_are_flipped()
    {
        Assert.Equal(true, CallFlipped(nameof(Samples.LaterAsTimes), TimeSpan.Zero, TimeSpan.Zero));
        Assert.Equal(false, CallFlipped(nameof(Samples.LaterAsTimes), TimeSpan.Zero, TimeSpan.MaxValue));
    }

    [Fact]
    public void Conditions_and_absent_objects_are_no_comparisons() =>
        Assert.DoesNotContain(Comparisons, comparison => comparison.Method == $"Samples.{nameof(Samples.None)}");

    private static IReadOnlyList<Comparison> Comparisons { get; } =
        ComparisonFinder.Find(typeof(Samples).Assembly.Location, "tests/ActorNet.Mutations/Comparing/Samples.cs");

    private static object? CallFlipped(string method, params object[] arguments)
    {
        var path = Path.GetTempFileName();
        var context = new AssemblyLoadContext(method, isCollectible: true);
        try
        {
            File.Copy(typeof(Samples).Assembly.Location, path, overwrite: true);
            ComparingCode.Apply(Assert.Single(Comparisons, comparison => comparison.Method == $"Samples.{method}"), path);
            using var flipped = new MemoryStream(File.ReadAllBytes(path));
            return context.LoadFromStream(flipped).GetType(typeof(Samples).FullName!)!
                .GetMethod(method, BindingFlags.Static | BindingFlags.Public)!.Invoke(null, arguments);
        }
        finally
        {
            context.Unload();
            File.Delete(path);
        }
    }
}
