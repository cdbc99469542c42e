using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorNet.Transport.Connections;

/// <summary>
/// Which copies are slow. Kernel and C library move many bytes by one <c>rep movsb</c>, which on AMD's Zen 3 takes six times as long where the target's place in
/// its page is 1 to 63 bytes behind that of the source (measured: 60 microseconds instead of 10 for 95 KB; see also glibc bug 30994). Arrays
/// keep their places for the length of a run, so an unlucky run would be slow in every step.
/// </summary>
internal static class PageAliasing
{
    private const int PageBytes = 4096;
    private const int SlowBytes = 64;

    /// <summary>The runtime copies up to so many bytes with vector moves of its own, which do not mind.</summary>
    private const int PieceBytes = 2048;

    /// <summary>Where <paramref name="bytes"/> begin. Only as long as they do not move; a large array hardly ever does.</summary>
    public static nint AddressOf(ReadOnlySpan<byte> bytes) =>
        Unsafe.ByteOffset(in Unsafe.NullRef<byte>(), in MemoryMarshal.GetReference(bytes));

    /// <summary>Whether one call should not copy from <paramref name="source"/> to <paramref name="target"/>: addresses, or places in a page.</summary>
    public static bool IsSlow(nint source, nint target) => ((target - source) & (PageBytes - 1)) is > 0 and < SlowBytes;

    /// <summary>Copies at full speed from anywhere to anywhere.</summary>
    public static void Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        while (source.Length > PieceBytes)
        {
            source[..PieceBytes].CopyTo(target);
            source = source[PieceBytes..];
            target = target[PieceBytes..];
        }

        source.CopyTo(target);
    }

    /// <summary>Memory that begins a page and does not move; not cleared.</summary>
    public static Memory<byte> AllocatePages(int length)
    {
        var array = GC.AllocateUninitializedArray<byte>(length + PageBytes - 1, pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        return array.AsMemory((int)(-address & (PageBytes - 1)), length);
    }
}
