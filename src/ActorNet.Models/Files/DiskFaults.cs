namespace ActorNet.Models.Files;

/// <summary>Classifies write errors.</summary>
internal static class DiskFaults
{
    /// <summary>Whether the path is at fault, so that the user should choose another; a full disk is the machine's fault.</summary>
    public static bool IsPathFault(Exception fault) => fault is UnauthorizedAccessException || fault is IOException && !IsFull(fault);

    /// <summary>ENOSPC of Unix, ERROR_DISK_FULL of Windows.</summary>
    private static bool IsFull(Exception fault) => fault.HResult is 28 or unchecked((int)0x80070070);
}
