using System.Globalization;
using System.Text;
using ActorNet.Cli.Console;
using Spectre.Console.Rendering;

namespace ActorNet.Cli.Tests.Console;

/// <summary>
/// A terminal of so many columns and rows, as far as the live view needs one: it wraps, scrolls, keeps what has scrolled away, moves the
/// cursor up (0 rows is 1), erases below, and wraps its rows anew when its width changes.
/// </summary>
internal sealed class ScreenModel(int width, int height) : StringWriter(CultureInfo.InvariantCulture)
{
    private readonly List<Row> _rows = [new()];
    private int _row;
    private int _column;
    private bool _wraps = true;

    /// <summary>Writes, each at once.</summary>
    public int Writes { get; private set; }

    public int Width { get; private set; } = width;

    public int Height { get; } = height;

    /// <summary>Everything from the first row of the history on, without the empty rows at the end.</summary>
    public IReadOnlyList<string> Lines =>
        [.. _rows.Select(row => row.Text.ToString().TrimEnd()).Reverse().SkipWhile(text => text.Length == 0).Reverse()];

    public override void Write(string? value)
    {
        Writes++;
        var text = value!;
        for (var i = 0; i < text.Length;)
            i = text[i] == '\e' ? Obey(text, i + 2) : Put(text, i);
    }

    public override void Write(char value) => Write(value.ToString());

    /// <summary>Makes it narrower or wider; the cursor, at the beginning of a line, goes along with it.</summary>
    public void Resize(int columns)
    {
        Assert.True(_column == 0 && !_rows[_row].Continues);
        var lines = new List<string>();
        var cursor = 0;
        for (var i = 0; i < _rows.Count; i++)
        {
            if (_rows[i].Continues)
                lines[^1] += _rows[i].Text;
            else
                lines.Add(_rows[i].Text.ToString());
            if (i == _row)
                cursor = lines.Count - 1;
        }

        Width = columns;
        _rows.Clear();
        var first = 0;
        for (var number = 0; number < lines.Count; number++)
        {
            _rows.Add(new Row());
            (_row, _column) = (_rows.Count - 1, 0);
            if (number == cursor)
                first = _row;
            for (var i = 0; i < lines[number].Length;)
                i = Put(lines[number], i);
        }

        (_row, _column) = (first, 0);
    }

    private int Obey(string text, int start)
    {
        var end = start;
        while (!char.IsAsciiLetter(text[end]))
            end++;
        var argument = text[start..end];
        switch (text[end])
        {
            case 'A':
                var top = Math.Max(0, _rows.Count - Height);
                _row = Math.Max(top, _row - Math.Max(1, int.Parse(argument, CultureInfo.InvariantCulture)));
                break;
            case 'J':
                _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
                _rows[_row].Text.Length = TerminalText.Cut(_rows[_row].Text.ToString(), _column).Length;
                break;
            case 'h' or 'l' when argument == "?7":
                _wraps = text[end] == 'h';
                break;
            case 'm':
                break;
            default:
                Assert.Fail($"The view wrote ESC[{argument}{text[end]}.");
                break;
        }

        return end + 1;
    }

    private int Put(string text, int start)
    {
        var character = Rune.GetRuneAt(text, start);
        var end = start + character.Utf16SequenceLength;
        switch (text[start])
        {
            case '\r':
                _column = 0;
                return end;
            case '\n':
                NextRow(continues: false);
                return end;
        }

        Assert.False(Rune.IsControl(character), $"The view wrote the control character U+{character.Value:X4}.");
        var cells = new Segment(character.ToString()).CellCount();
        if (_column + cells > Width && _wraps)
            NextRow(continues: true);
        if (_column + cells <= Width)
        {
            var row = _rows[_row].Text;
            var shown = TerminalText.Cut(row.ToString(), _column).Length;
            row.Remove(shown, Math.Min(end - start, row.Length - shown)).Insert(shown, text[start..end]);
            _column += cells;
        }

        return end;
    }

    private void NextRow(bool continues)
    {
        _column = 0;
        _row++;
        if (_row == _rows.Count)
            _rows.Add(new Row { Continues = continues });
    }

    private sealed class Row
    {
        public StringBuilder Text { get; } = new();

        /// <summary>Whether it goes on with the line of the row before.</summary>
        public bool Continues { get; init; }
    }
}
