using ActorNet.Lessons.Pages;
using ActorNet.Pictures.Charts;
using ActorNet.Testing;

namespace ActorNet.Lessons.Tests;

public class MarkdownPageTests
{
    [Fact]
    public void Page_has_title_steps_formulas_tables_and_messages()
    {
        var page = new MarkdownPage(TestLessons.Find("nand"));
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
            page.ToString(),
            StringComparison.Ordinal);
        Assert.StartsWith("# nand\n\n", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_numbered_files_beside_the_page()
    {
        using var folder = new TemporaryFolder();
        var page = new MarkdownPage(TestLessons.Find("nand"));
        var chart = new LineChart("Title", "x", "y", [new ChartLine("line", [0, 1], [1, 2])]);
        page.Chart(chart);
        page.Chart(chart);
        Assert.Empty(Directory.GetFiles(folder.Path));
        Assert.EndsWith("\n![Title](nand-1.svg)\n\n![Title](nand-2.svg)\n", page.ToString(), StringComparison.Ordinal);
        Assert.Equal(page.ToString(), File.ReadAllText(page.WriteTo(folder.Path)));
        Assert.Equal(["nand-1.svg", "nand-2.svg", "nand.md"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }
}
