using ActorNet.Learning.Networks;
using ActorNet.Pictures;

namespace ActorNet.Cli.Console;

/// <summary>Sentences on standard error about what a command shows.</summary>
internal static class Notices
{
    /// <summary>The losses of several runs are shown together.</summary>
    public static void WarnIfDifferent(IEnumerable<Cost> costs, CliContext context)
    {
        var different = costs.Distinct().ToList();
        if (different.Count > 1)
            context.Error.WriteLine(
                $"The runs have different costs ({string.Join(", ", different.Select(Choice<Cost>.NameOf))}): their losses cannot be "
                    + "compared.");
    }

    /// <summary>Pictures are about to be drawn.</summary>
    public static void WarnIfFontsAreMissing(CliContext context)
    {
        if (!PictureFont.Exists)
            context.Error.WriteLine(
                "There are no fonts on this machine: pictures will have no text. Install one, such as the package fonts-dejavu-core.");
    }
}
