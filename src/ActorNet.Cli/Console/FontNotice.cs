using ActorNet.Cli.Context;
using ActorNet.Pictures;

namespace ActorNet.Cli.Console;

/// <summary>Tells who is about to get pictures that they will lack their text.</summary>
internal static class FontNotice
{
    /// <summary>Tells it where this machine has no font.</summary>
    public static void WarnIfMissing(CliContext context)
    {
        if (!PictureFont.Exists)
            context.Error.WriteLine("There are no fonts on this machine: pictures will have no text. Install one, such as the package fonts-dejavu-core.");
    }
}
