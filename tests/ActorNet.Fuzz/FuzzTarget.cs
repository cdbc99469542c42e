using ActorNet.Learning.Numerics;

namespace ActorNet.Fuzz;

/// <param name="Bytes">The reader's input.</param>
/// <param name="Kind">The reader of the target, or the original of the input.</param>
/// <param name="IsForged">Whether checksums were recomputed, as by a hostile sender.</param>
internal sealed record FuzzInput(byte[] Bytes, string Kind, bool IsForged = false);

/// <summary>
/// A reader of bytes from outside, and its law: it rejects an input by one of a few exceptions, or it accepts what is valid in its format;
/// soon, and within a memory bound.
/// </summary>
internal abstract class FuzzTarget : IDisposable
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The bytes that reading this input may allocate at most, from the format's limits and the input's length.</summary>
    public abstract long MaxBytes(FuzzInput input);

    /// <summary>A pure function of <paramref name="random"/>.</summary>
    public abstract FuzzInput Generate(SeededRandom random);

    /// <summary>Lets the program read the input. Its allocations are measured.</summary>
    /// <returns>The accepted object.</returns>
    public abstract object Read(FuzzInput input);

    /// <summary>Whether an exception means that the input is rejected; any other exception breaks the law.</summary>
    public abstract bool IsRejection(Exception error);

    /// <summary>Compares what was accepted with the input.</summary>
    /// <returns>The kind of the accepted object, in a word; null if it counts as a rejection.</returns>
    /// <exception cref="ViolationException">The accepted object is wrong.</exception>
    public abstract string? Verify(FuzzInput input, object accepted);

    public virtual void Dispose()
    {
    }
}
