using System.Globalization;
using ActorNet.Testing;

namespace ActorNet.Scaling.Machines;

/// <summary>What processes of this program that were killed have left: namespaces, and folders. Their nodes end by themselves.</summary>
internal static class LeftOvers
{
    private const string Namespaces = "/run/netns";

    public static void Remove()
    {
        if (Directory.Exists(Namespaces))
            foreach (var name in Directory.EnumerateFiles(Namespaces).Select(Path.GetFileName).Where(IsLeftOver))
                SystemCommand.Run("ip", "netns", "delete", name!);
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath()).Where(folder => IsLeftOver(Path.GetFileName(folder))))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>Whether the process in the name, which follows <see cref="MachineNetwork.Prefix"/>, is no more.</summary>
    private static bool IsLeftOver(string? name) =>
        name?.StartsWith(MachineNetwork.Prefix, StringComparison.Ordinal) == true
        && int.TryParse(
            name[MachineNetwork.Prefix.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
        && !Directory.Exists(Invariant($"/proc/{process}"));
}
