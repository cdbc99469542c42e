using System.Text;
using Spectre.Console;
using Spectre.Console.Advanced;
using Spectre.Console.Rendering;

namespace ActorNet.Cli.Console;

/// <summary>
/// The last rows of a terminal: a picture that is drawn again and again, and above it the lines that stay. Each frame is one write:
/// the old picture erased, the lines, the new picture. It never goes higher than the picture that it drew itself, and never hides the
/// cursor, which rests at the beginning of the row below. For one thread at a time.
/// </summary>
/// <param name="console">The terminal.</param>
/// <param name="reflows">Whether the terminal wraps the rows it shows anew when its width changes, as most do, or cuts them.</param>
internal sealed class LiveRegion(IAnsiConsole console, bool reflows = true)
{
    private const string EraseBelow = "\e[J";
    private const string WrapOff = "\e[?7l";
    private const string WrapOn = "\e[?7h";

    /// <summary>The cells of each row of the picture that the terminal shows.</summary>
    private readonly List<int> _shown = [];

    private string _picture = "";
    private (int Width, int Height) _drawnAt;

    /// <summary>The terminal's columns and rows at this moment.</summary>
    public (int Width, int Height) Size => TerminalSize.Of(console.Profile);

    /// <summary>Draws a frame, where anything has changed.</summary>
    /// <param name="lines">What stays; a long line wraps as the terminal does it.</param>
    /// <param name="picture">The rows below; cut where the terminal ends.</param>
    public void Draw(IReadOnlyCollection<string> lines, IReadOnlyList<IReadOnlyList<Segment>> picture)
    {
        var size = Size;
        var rows = picture.Take(size.Height - 1).Select(row => Cut(row, size.Width - 1)).ToList();
        var text = string.Concat(rows.Select(row => console.ToAnsi(new Row(row)) + '\n'));
        if (lines.Count == 0 && text == _picture && size == _drawnAt)
            return;

        var frame = new StringBuilder(Erasure(size.Width));
        foreach (var line in lines)
            frame.Append(TerminalText.Escape(line)).Append('\n');
        // A character may be wider for the terminal than it is thought to be here: without wrapping, a row is one row all the same.
        if (rows.Count > 0)
            frame.Append(WrapOff).Append(text).Append(WrapOn);
        Forget();
        _shown.AddRange(rows.Select(row => Segment.CellCount(row)));
        (_picture, _drawnAt) = (text, size);
        var writer = console.Profile.Out.Writer;
        writer.Write(frame.ToString());
        writer.Flush();
    }

    /// <summary>Leaves what the terminal shows to others: the next picture begins where the cursor is then.</summary>
    public void Forget()
    {
        _shown.Clear();
        _picture = "";
    }

    /// <summary>From the row below the picture up to its first, by the rows it takes at this width.</summary>
    private string Erasure(int width)
    {
        var rows = _shown.Sum(cells => reflows ? Math.Max(1, (cells + width - 1) / width) : 1);
        return rows == 0 ? "" : FormattableString.Invariant($"\r\e[{rows}A{EraseBelow}");
    }

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
