namespace ActorNet.Fuzz.Targets;

/// <summary>One side of a conversation over a tensor link, and who listens to it.</summary>
internal abstract class Conversation : IDisposable
{
    /// <summary>What is said, frame by frame.</summary>
    public abstract IReadOnlyList<byte[]> Frames { get; }

    /// <summary>The longest payload that the listener accepts, in bytes.</summary>
    public abstract long MaxFrameBytes { get; }

    /// <summary>Lets the listener hear the input.</summary>
    /// <returns>What came of it.</returns>
    public abstract object Hold(FuzzInput input);

    /// <summary>As <see cref="FuzzTarget.Judge"/>.</summary>
    public abstract string? Judge(FuzzInput input, object accepted);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
