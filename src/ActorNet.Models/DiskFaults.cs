namespace ActorNet.Models;

/// <summary>What an exception says of the disk.</summary>
public static class DiskFaults
{
    /// <summary>ENOSPC of Unix, ERROR_DISK_FULL of Windows: the machine's fault, and not that of the path.</summary>
    public static bool IsFull(Exception fault) => fault.HResult is 28 or unchecked((int)0x80070070);
}
