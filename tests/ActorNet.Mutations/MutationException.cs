namespace ActorNet.Mutations;

/// <summary>A fault cannot be put in, or something is missing, said in one sentence.</summary>
internal sealed class MutationException(string message) : Exception(message);
