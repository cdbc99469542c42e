namespace ActorNet.Verification;

/// <summary>Something in a run's folder that does not hold.</summary>
/// <param name="File">The file, relative to the run's folder.</param>
/// <param name="Step">The step at which it shows; null if it concerns no step.</param>
/// <param name="Sentence">What is wrong, as a whole sentence that names both.</param>
internal sealed record Finding(string File, long? Step, string Sentence);
