using System.Text;
using Sylvan.Data.Csv;

namespace ActorNet.Data.Csv;

/// <summary>
/// Reads a table with a header line (RFC 4180; UTF-8, or the encoding of its byte order mark). Empty lines are skipped;
/// any other deviation from a rectangle of numbers and targets is reported with its location.
/// </summary>
internal static class CsvTableReader
{
    // Enough for a row of a million cells; a longer row means that the file is not a table.
    private const int MaxRowChars = 1 << 25;
    private const int HeaderSampleChars = 1 << 16;

    // The parser requires a comment character; RFC 4180 has no comments, so this is a Unicode noncharacter.
    private const char NoComments = '\uFFFF';

    /// <summary>Reads the whole table, from the start of <paramref name="file"/>.</summary>
    /// <exception cref="InvalidInputException">The file is not a valid table.</exception>
    public static CsvTable Read(string path, Stream file, IReadOnlyList<string> targets)
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        try
        {
            var delimiter = DetectDelimiter(file, encoding);
            file.Position = 0;
            using var text = new StreamReader(
                file, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: HeaderSampleChars, leaveOpen: true);
            using var csv = CsvDataReader.Create(text, new CsvDataReaderOptions
            {
                HasHeaders = false,
                Delimiter = delimiter,
                CsvStyle = CsvStyle.Standard,
                Comment = NoComments,
                MaxBufferSize = MaxRowChars,
            });
            return Read(path, csv, targets);
        }
        catch (CsvRecordTooLargeException fault)
        {
            throw InvalidInputException.Of(
                $"'{path}'", $"is not a table: it has a row of more than {MaxRowChars} characters", cause: fault);
        }
        catch (CsvFormatException fault)
        {
            throw InvalidInputException.Of(
                $"'{path}'", $"is not a well-formed table: row {fault.RowNumber}, counting the header, cannot be read: {fault}",
                cause: fault);
        }
        catch (DecoderFallbackException fault)
        {
            throw InvalidInputException.Of($"'{path}'", $"is not UTF-8 text ({fault})", advice: "save it as UTF-8", cause: fault);
        }
    }

    private static CsvTable Read(string path, CsvDataReader csv, IReadOnlyList<string> targets)
    {
        if (!csv.Read())
            throw InvalidInputException.Of($"'{path}'", "is empty", rule: "a header line and rows are expected");
        var header = new CsvHeader(path, [.. Enumerable.Range(0, csv.RowFieldCount).Select(column => TextOf(csv, column))], targets);

        var rows = new List<CsvRow>();
        var line = 2 + header.Names.Sum(LineBreaks);
        for (; csv.Read(); line++)
        {
            if (csv.RowFieldCount == 1 && csv.GetFieldSpan(0).Length == 0)
                continue;
            if (csv.RowFieldCount != header.Names.Count)
                throw InvalidInputException.Of(
                    $"'{path}', line {line}", $"has {csv.RowFieldCount} cells", $"the header has {header.Names.Count}");
            var row = ReadRow(path, line, csv, header);
            rows.Add(row);
            // Numbers contain no line breaks, but quoted targets may.
            line += row.Targets.Sum(LineBreaks);
        }

        return new CsvTable(path, header.NamesOf(header.FeatureColumns), header.NamesOf(header.TargetColumns), rows);
    }

    private static CsvRow ReadRow(string path, int line, CsvDataReader csv, CsvHeader header)
    {
        var features = new double[header.FeatureColumns.Count];
        for (var i = 0; i < features.Length; i++)
        {
            var column = header.FeatureColumns[i];
            var cell = csv.GetFieldSpan(column);
            if (!CsvCell.TryParseFinite(cell, out features[i]))
                throw CsvCell.NotANumber(path, line, header.Names[column], cell);
        }

        var targets = new string[header.TargetColumns.Count];
        for (var i = 0; i < targets.Length; i++)
        {
            var column = header.TargetColumns[i];
            targets[i] = TextOf(csv, column);
            if (targets[i].Length == 0)
                throw CsvCell.Wrong(path, line, header.Names[column], "", "every row needs a target");
        }

        return new CsvRow(line, features, targets);
    }

    private static string TextOf(CsvDataReader csv, int column) => csv.GetFieldSpan(column).Trim(" \t").ToString();

    private static int LineBreaks(string cell) => cell.AsSpan().Count('\n');

    private static char DetectDelimiter(Stream file, Encoding encoding)
    {
        file.Position = 0;
        var start = new char[HeaderSampleChars];
        using var sample = new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var length = sample.ReadBlock(start);
        return CsvHeader.DetectDelimiter(start.AsSpan(0, length));
    }
}
