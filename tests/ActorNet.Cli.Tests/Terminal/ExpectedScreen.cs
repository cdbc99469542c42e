using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ActorNet.Cli.Tests.Terminal;

/// <summary>
/// What a terminal has to show: text files in Screens, with placeholders for what differs from run to run. They are written anew by
/// running the tests with ACTORNET_UPDATE_SCREENS=1; look at the difference before you commit it.
/// </summary>
internal static partial class ExpectedScreen
{
    /// <summary>Compares the lines with the file of that name.</summary>
    public static void Matches(string name, IEnumerable<string> lines) => Compare(name, lines.Select(Normalized));

    /// <summary>
    /// As <see cref="Matches"/>, of a run that was interrupted somewhere: how many epochs it had is not known, nor any number
    /// of them.
    /// </summary>
    public static void MatchesAtAnyStep(string name, IEnumerable<string> lines) => Compare(
        name, lines.Select(Normalized).Where(line => !EpochLine().IsMatch(line)).Select(line => IsOfAStep().IsMatch(line)
            ? Number().Replace(line, "${space}N").Replace("N epoch ", "N epochs ", StringComparison.Ordinal) : line));

    private static void Compare(string name, IEnumerable<string> lines, [CallerFilePath] string source = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(source)!, "Screens", name + ".txt");
        var text = string.Concat(lines.Select(line => line + '\n'));
        if (Environment.GetEnvironmentVariable("ACTORNET_UPDATE_SCREENS") == "1")
            File.WriteAllText(path, text);
        Assert.True(File.Exists(path), $"There is no {path}; ACTORNET_UPDATE_SCREENS=1 writes it.");
        var expected = File.ReadAllText(path);
        Assert.True(expected == text, $"The terminal does not show {name}. It shows:\n{text}\nExpected is:\n{expected}");
    }

    private static string Normalized(string line)
    {
        line = RunId().Replace(line, "DATE-TIME-RAND");
        line = Endpoint().Replace(line, "127.0.0.1:PORT");
        line = Speed().Replace(line, "N samples/s");
        line = Duration().Replace(line, "N s");
        line = Trouble().Replace(line, "$1(REASON)");
        return Bar().Replace(line, "BAR");
    }

    [GeneratedRegex(@"\d{8}-\d{6}-[0-9a-f]{4}")]
    private static partial Regex RunId();

    [GeneratedRegex(@"127\.0\.0\.1:[1-9]\d+")]
    private static partial Regex Endpoint();

    [GeneratedRegex(@"[\d,]+ samples/s")]
    private static partial Regex Speed();

    [GeneratedRegex(@"\d+\.\d s\b|\d+:\d\d min|\d+:\d\d:\d\d h")]
    private static partial Regex Duration();

    [GeneratedRegex(@"( cannot be written )\(.*\)")]
    private static partial Regex Trouble();

    [GeneratedRegex("[━─]+")]
    private static partial Regex Bar();

    [GeneratedRegex(@"^Epoch +\d+/")]
    private static partial Regex EpochLine();

    [GeneratedRegex("^(Run   BAR|Epoch BAR|  w|Checkpoint|Test accuracy|Interrupted after|Weights|Computed)")]
    private static partial Regex IsOfAStep();

    [GeneratedRegex(@"(?<space> ?) *(\b[0-9a-f]{64}|\d+([,.]\d+)*(E-\d+)?)")]
    private static partial Regex Number();
}
