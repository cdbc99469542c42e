using System.Text.RegularExpressions;

namespace ActorNet.Cli.Tests.Terminal;

/// <summary>
/// What must hold whenever anybody looks at a terminal where a run is shown: what stood there before stands there still, each line
/// that stays is whole and clean to its end, and there is one picture at most, the last thing on the screen.
/// </summary>
/// <param name="before">What stood there before.</param>
/// <param name="skip">Lines at the beginning that are not looked at beyond that: they may show an older picture.</param>
internal sealed partial class FrameCheck(IEnumerable<string> before, int skip = 0)
{
    private readonly IReadOnlyList<string> _before = [.. before];
    private IReadOnlyList<string> _stayed = [];

    /// <summary>Pictures that were seen of a run under way, with an epoch done.</summary>
    public int Pictures { get; private set; }

    /// <summary>Checks what the terminal shows.</summary>
    public void See(IReadOnlyList<string> lines)
    {
        // The key is echoed where the cursor is, over the picture, until the next frame.
        if (lines.Any(line => line.StartsWith("^C", StringComparison.Ordinal)))
            return;
        var stays = lines.TakeWhile((line, number) => number < skip || !IsPicture(line)).ToList();
        var picture = lines.Skip(stays.Count).ToList();
        Assert.All(picture, line => Assert.True(IsPicture(line), Shown($"Not a row of the picture: '{line}'", lines)));
        Assert.True(picture.Count(line => line.StartsWith("Run ", StringComparison.Ordinal)) <= 1, Shown("More than one picture", lines));
        Assert.True(picture.Distinct().Count() == picture.Count, Shown("A row twice", lines));
        Assert.Equal(_before, stays.Take(_before.Count));
        foreach (var epoch in stays.Skip(skip).Where(line => line.StartsWith("Epoch", StringComparison.Ordinal)))
            Assert.True(EpochLine().IsMatch(epoch), Shown($"Not a clean line: '{epoch}'", lines));
        Assert.True(stays.Count >= _stayed.Count
            && stays.Take(_stayed.Count).SequenceEqual(_stayed), Shown("A line that stays was changed", lines));
        // The command and the last line may still be growing as they are typed or written.
        _stayed = [.. stays.SkipLast(1)];
        if (picture.Count > 0 && picture[0].Contains(" left  test accuracy ", StringComparison.Ordinal))
            Pictures++;
    }

    private static bool IsPicture(string line) => PictureRow().IsMatch(line);

    private static string Shown(string what, IReadOnlyList<string> lines) => $"{what}. The terminal shows:\n{string.Join('\n', lines)}";

    [GeneratedRegex(@"^Epoch +\d+/\d+  loss \d+\.\d{4}  test accuracy \d+\.\d\d %  [\d,]+ samples/s  (\d+\.\d s|\d+:\d\d min)$")]
    private static partial Regex EpochLine();

    [GeneratedRegex(
        @"^Starting \.\.\.$|^Waiting for workers: \d+ of \d+ ready$|"
        + @"^(Run  |Epoch) [━─]{8,40} (epoch|step) \S.*$|^  \S+ +[\d,]+ samples/s .*$")]
    private static partial Regex PictureRow();
}
