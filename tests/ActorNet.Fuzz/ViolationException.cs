namespace ActorNet.Fuzz;

/// <summary>A target broke its law.</summary>
internal sealed class ViolationException(string message) : Exception(message)
{
    public static void ThrowUnless(bool condition, string message)
    {
        if (!condition)
            throw new ViolationException(message);
    }
}
