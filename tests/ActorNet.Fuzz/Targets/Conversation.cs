namespace ActorNet.Fuzz.Targets;

/// <summary>The frames that one side sends over a tensor link, and the code that receives them.</summary>
internal abstract class Conversation : IDisposable
{
    /// <summary>The valid conversation.</summary>
    public abstract IReadOnlyList<byte[]> Frames { get; }

    /// <summary>The longest payload that the receiver accepts, in bytes.</summary>
    public abstract long MaxFrameBytes { get; }

    /// <summary>Lets the receiver read the input.</summary>
    /// <returns>The receiver's results.</returns>
    public abstract object Replay(FuzzInput input);

    /// <summary>As <see cref="FuzzTarget.Judge"/>.</summary>
    public abstract string? Verify(FuzzInput input, object accepted);

    public virtual void Dispose()
    {
    }
}
