using ActorNet.Learning.Numerics;

namespace ActorNet.Fuzz;

/// <summary>An input.</summary>
/// <param name="Bytes">What the reader is given.</param>
/// <param name="Kind">Which of the target's readers, or what the input was made from.</param>
/// <param name="IsForged">Whether checksums were made right again, as a hostile sender does.</param>
internal sealed record FuzzInput(byte[] Bytes, string Kind, bool IsForged = false);

/// <summary>
/// Something that reads bytes from outside, and the law it must obey: it refuses an input by one of a few exceptions, or it accepts what a
/// reader of the format would not call garbage; it does so soon, and within a bound of memory.
/// </summary>
internal abstract class FuzzTarget : IDisposable
{
    /// <summary>What it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The most that reading this input may allocate, in bytes; from the limits of the format and the length of the input.</summary>
    public abstract long MaxBytes(FuzzInput input);

    /// <summary>Makes an input; a pure function of <paramref name="random"/>.</summary>
    public abstract FuzzInput Make(SeededRandom random);

    /// <summary>Lets the program read the input. The memory it allocates is what is measured.</summary>
    /// <returns>What was accepted.</returns>
    public abstract object Read(FuzzInput input);

    /// <summary>Whether an exception says that the input is refused; any other breaks the law.</summary>
    public abstract bool IsRefusal(Exception error);

    /// <summary>Holds what was accepted against the input.</summary>
    /// <returns>In a word what was accepted; null where it is a refusal after all.</returns>
    /// <exception cref="ViolationException">It is garbage.</exception>
    public abstract string? Judge(FuzzInput input, object accepted);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
