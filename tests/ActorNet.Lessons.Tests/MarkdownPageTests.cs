using ActorNet.Pictures.Charts;

namespace ActorNet.Lessons.Tests;

public class MarkdownPageTests
{
    [Fact]
    public void Page_has_title_steps_formulas_tables_and_messages()
    {
        var text = new StringWriter();
        var page = new MarkdownPage(ToldLesson.Find("nand"), text, ".");
        page.BeginStep("Step");
        page.Text("Words.");
        page.Formula("a = b", "c = d");
        page.Table(["x", "|y|"], [["1", "2"]]);
        page.Messages([new LessonMessage("worker 1", "coordinator", "Hello"), new LessonMessage("coordinator", "worker 1", "Do")]);
        Assert.EndsWith(
            """

            ## Step

            Words.

            ```
            a = b
            c = d
            ```

            | x | \|y\| |
            | ---: | ---: |
            | 1 | 2 |

            ```mermaid
            sequenceDiagram
                participant P0 as worker 1
                participant P1 as coordinator
                P0->>P1: Hello
                P1->>P0: Do
            ```

            """.ReplaceLineEndings("\n"),
            text.ToString(),
            StringComparison.Ordinal);
        Assert.StartsWith("# nand\n\n", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_numbered_files_beside_the_page()
    {
        using var folder = new TemporaryFolder();
        var text = new StringWriter();
        var page = new MarkdownPage(ToldLesson.Find("nand"), text, folder.Path);
        var chart = new LineChart("Title", "x", "y", [new ChartLine("line", [0, 1], [1, 2])]);
        page.Chart(chart);
        page.Chart(chart);
        Assert.EndsWith("\n![Title](nand-1.svg)\n\n![Title](nand-2.svg)\n", text.ToString(), StringComparison.Ordinal);
        Assert.Equal(["nand-1.svg", "nand-2.svg"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }
}
