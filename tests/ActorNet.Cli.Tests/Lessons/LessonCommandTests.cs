using ActorNet.Lessons;

namespace ActorNet.Cli.Tests.Lessons;

public sealed class LessonCommandTests : IDisposable
{
    private readonly CommandHarness _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Lessons_are_listed()
    {
        Assert.Equal(0, await _command.RunAsync("lesson"));
        Assert.Equal(["Lesson", .. LessonCatalog.All.Select(lesson => lesson.Name)], _command.OutLines.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task Lesson_is_written_to_the_terminal_and_to_a_page()
    {
        Assert.Equal(0, await _command.RunAsync("lesson", "perceptron", "--out", "pages"));
        Assert.Contains("    w = (1, 6, 3), T = 9", _command.OutLines);
        Assert.All(_command.OutLines, line => Assert.InRange(line.Length, 1, 118));
        Assert.Equal("Written to pages/perceptron.md", _command.OutLines[^1]);
        Assert.StartsWith(
            "# perceptron\n", File.ReadAllText(Path.Combine(_command.Folder, "pages", "perceptron.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lesson --out pages", "--out is for one lesson")]
    [InlineData("lesson --data nowhere", "--data is for one lesson")]
    [InlineData("lesson digits-15 --data nowhere", "--data is '{0}/nowhere'; allowed is an existing folder")]
    [InlineData("lesson nand --out file/pages", "--out is 'file/pages'; allowed is a folder that can be written to")]
    public async Task Error_is_reported_before_anything_is_printed(string arguments, string sentence)
    {
        _command.Write("file");
        Assert.Equal(2, await _command.RunAsync(arguments.Split(' ')));
        Assert.StartsWith(sentence.Replace("{0}", _command.Folder, StringComparison.Ordinal), _command.Error, StringComparison.Ordinal);
        Assert.Equal("", _command.Out);
    }

    [Fact]
    public async Task Unknown_lesson_is_reported_with_the_existing_ones()
    {
        Assert.Equal(2, await _command.RunAsync("lesson", "perceptrom"));
        Assert.StartsWith("Lesson 'perceptrom' does not exist; allowed is perceptron", _command.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean perceptron?", _command.Error, StringComparison.Ordinal);
    }
}
