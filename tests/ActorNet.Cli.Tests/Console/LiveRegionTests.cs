using ActorNet.Cli.Console;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorNet.Cli.Tests.Console;

public sealed class LiveRegionTests
{
    [Fact]
    public void One_row_is_drawn_in_its_place_and_never_climbs()
    {
        var (screen, region, _) = Create(80, 24);
        screen.Write("history\nheader\n");

        for (var i = 0; i < 50; i++)
            region.Draw([], Picture($"Waiting {i}"));

        Assert.Equal(["history", "header", "Waiting 49"], screen.Lines);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void Lines_stay_above_the_picture_and_are_clean_to_their_end(int width)
    {
        var (screen, region, _) = Create(width, 10);
        screen.Write("header\n");

        for (var i = 1; i <= 30; i++)
            region.Draw([$"Epoch {i}"], Picture(new string('=', 90), "worker " + i, new string('-', i)));
        region.Draw(["Done"], []);

        Assert.Equal(["header", .. Enumerable.Range(1, 30).Select(i => $"Epoch {i}"), "Done"], screen.Lines);
    }

    [Fact]
    public void Long_line_wraps_and_the_picture_below_is_still_erased()
    {
        var (screen, region, _) = Create(20, 10);
        region.Draw([new string('x', 20)], Picture("one"));
        region.Draw([new string('y', 45)], Picture("two"));
        region.Draw([], Picture("three"));

        Assert.Equal([new string('x', 20), new string('y', 20), new string('y', 20), new string('y', 5), "three"], screen.Lines);
    }

    [Theory]
    [InlineData(120, 60, 120)]
    [InlineData(120, 30, 40)]
    [InlineData(60, 120, 60)]
    public void Resize_leaves_one_picture(int first, int second, int third)
    {
        var (screen, region, console) = Create(first, 24);
        screen.Write("header\n");
        foreach (var width in new[] { first, second, third })
        {
            screen.Resize(width);
            console.Profile.Width = width;
            region.Draw([], Picture(new string('=', 200), "", new string('-', 200)));
            Assert.Equal(["header", new string('=', width - 1), "", new string('-', width - 1)], screen.Lines);
        }
    }

    [Fact]
    public void Frame_for_a_width_that_the_terminal_has_no_longer_is_erased_all_the_same()
    {
        var (screen, region, console) = Create(120, 24);
        screen.Write("header\n");
        region.Draw([], Picture(new string('=', 200), new string('-', 200)));
        screen.Resize(50);
        region.Draw(["a line"], Picture(new string('=', 200), new string('-', 200)));
        console.Profile.Width = 50;
        region.Draw([], Picture("one", "two"));

        Assert.Equal(["header", "a line", "one", "two"], screen.Lines);
    }

    [Fact]
    public void Picture_that_is_taller_than_the_terminal_is_cut_and_scrolls_nothing()
    {
        var (screen, region, _) = Create(80, 5);
        screen.Write("header\n");

        for (var i = 0; i < 20; i++)
            region.Draw([], Picture([.. Enumerable.Range(1, 9).Select(row => $"row {row} of frame {i}")]));

        Assert.Equal(["header", .. Enumerable.Range(1, 4).Select(row => $"row {row} of frame 19")], screen.Lines);
    }

    [Fact]
    public void Wide_characters_count_two_cells()
    {
        var (screen, region, _) = Create(21, 10);
        region.Draw([], Picture("工作者一二三四五六七八九十百千万", "näher é"));
        region.Draw([], Picture("工作者一二三四五六七八九十百千万!", "näher é"));

        Assert.Equal(["工作者一二三四五六七", "näher é"], screen.Lines);
    }

    [Fact]
    public void Control_characters_of_others_are_shown_and_not_obeyed()
    {
        var (screen, region, _) = Create(80, 10);
        region.Draw(["left: \e[2J\u0007\u009b1A"], Picture("w\n\e]0;title\u0007\u202ename"));

        Assert.Equal([@"left: \u001b[2J\u0007\u009b1A", @"w\u000a\u001b]0;title\u0007\u202ename"], screen.Lines);
    }

    [Fact]
    public void Forgotten_picture_is_left_to_others_and_the_next_one_begins_at_the_cursor()
    {
        var (screen, region, _) = Create(80, 24);
        region.Draw([], Picture("Waiting", "second row"));
        screen.Write("\r$ fg\n");
        region.Forget();
        region.Draw([], Picture("Waiting"));
        region.Draw([], Picture("Training"));

        Assert.Equal(["$ fging", "Training"], screen.Lines);
    }

    [Fact]
    public void Frame_is_one_write_and_one_without_change_is_none()
    {
        var (screen, region, _) = Create(80, 24);
        region.Draw(["line 1", "line 2"], Picture("a", "b", "c"));
        Assert.Equal(1, screen.Writes);
        region.Draw([], Picture("a", "b", "c"));
        Assert.Equal(1, screen.Writes);
    }

    internal static IAnsiConsole Terminal(TextWriter output, int width, int height = 24)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(output),
        });
        (console.Profile.Width, console.Profile.Height) = (width, height);
        return console;
    }

    private static (ScreenModel Screen, LiveRegion Region, IAnsiConsole Console) Create(int width, int height)
    {
        var screen = new ScreenModel(width, height);
        var console = Terminal(screen, width, height);
        return (screen, new LiveRegion(console), console);
    }

    private static IReadOnlyList<IReadOnlyList<Segment>> Picture(params string[] rows) =>
        [.. rows.Select(row => (IReadOnlyList<Segment>)[new Segment(row, new Style(Color.Green))])];
}
