using System.Text.Json.Serialization;

namespace ActorNet.Models.Runs;

/// <summary>What failure.json says: why a run ended without an outcome, where that lies in the run itself.</summary>
/// <param name="Reason">"diverged": a number was not finite any more.</param>
/// <param name="Step">The step that failed, from 1; the state before it is the newest checkpoint.</param>
/// <param name="Message">The sentence the user was told.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record RunFailure(string Reason, long Step, string Message)
{
    /// <summary>The reason of a run with a number that is not finite.</summary>
    public const string Diverged = "diverged";
}
