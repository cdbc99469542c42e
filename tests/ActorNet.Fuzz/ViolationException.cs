namespace ActorNet.Fuzz;

/// <summary>A target broke its law; the message says how.</summary>
internal sealed class ViolationException(string message) : Exception(message)
{
    /// <summary>Ends the input with a violation unless the condition holds.</summary>
    public static void ThrowUnless(bool condition, string message)
    {
        if (!condition)
            throw new ViolationException(message);
    }
}
