using System.Text;
using Spectre.Console;
using Spectre.Console.Advanced;
using Spectre.Console.Rendering;

namespace ActorNet.Cli.Console;

/// <summary>
/// The last rows of a terminal: a picture that is drawn again and again, and above it the lines that stay. Each frame is one write: the
/// old picture erased, the lines, the new picture. Between frames the cursor rests, visible, at the picture's first cell, and a terminal
/// whose size changes takes it along with that cell: so to erase the picture is to erase from there on, however its rows have been
/// wrapped since, and nothing above is ever touched. For one thread at a time.
/// </summary>
internal sealed class LiveRegion(IAnsiConsole console)
{
    private const string EraseFromCursor = "\e[J";
    private const string WrapOff = "\e[?7l";
    private const string WrapOn = "\e[?7h";

    private string _picture = "";
    private (int Width, int Height) _size;

    /// <summary>Draws a frame, where anything has changed.</summary>
    /// <param name="lines">What stays; a long line wraps as the terminal does it.</param>
    /// <param name="picture">The rows below; cut where the terminal ends. None: the cursor is at the beginning of an empty row.</param>
    public void Draw(IReadOnlyCollection<string> lines, IReadOnlyList<IReadOnlyList<Segment>> picture)
    {
        var size = (console.Profile.Width, console.Profile.Height);
        var rows = picture.Take(size.Height - 1).Select(row => console.ToAnsi(new Row(Cut(row, size.Width - 1)))).ToList();
        var text = string.Join('\n', rows);
        if (lines.Count == 0 && text == _picture && size == _size)
            return;

        var frame = new StringBuilder(_picture.Length > 0 ? '\r' + EraseFromCursor : "");
        foreach (var line in lines)
            frame.Append(TerminalText.Escape(line)).Append('\n');
        if (rows.Count > 0)
            // A row is one row, even where the terminal has become narrower at this moment, or a character is wider than it is thought to
            // be.
            frame.Append(EraseFromCursor).Append(WrapOff).Append(text).Append('\r').Append(Up(rows.Count - 1)).Append(WrapOn);
        (_picture, _size) = (text, size);
        var writer = console.Profile.Out.Writer;
        writer.Write(frame.ToString());
        writer.Flush();
    }

    /// <summary>Leaves what the terminal shows to others: the next picture begins where the cursor is then.</summary>
    public void Forget() => _picture = "";

    /// <summary>Terminals take 0 rows for 1.</summary>
    private static string Up(int rows) => rows == 0 ? "" : Invariant($"\e[{rows}A");

    private static List<Segment> Cut(IReadOnlyList<Segment> row, int cells)
    {
        var cut = new List<Segment>();
        foreach (var piece in row)
        {
            var text = TerminalText.Cut(TerminalText.Escape(piece.Text), cells);
            cells -= TerminalText.Cells(text);
            cut.Add(new Segment(text, piece.Style));
        }

        return cut;
    }

    /// <summary>A row as Spectre writes it, in the colors that the terminal has.</summary>
    private sealed class Row(IReadOnlyList<Segment> pieces) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => pieces;
    }
}
