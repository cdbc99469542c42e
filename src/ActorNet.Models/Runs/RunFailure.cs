using System.Text.Json.Serialization;

namespace ActorNet.Models.Runs;

/// <summary>The content of failure.json: why a run failed, if the run itself is the cause.</summary>
/// <param name="Reason">"diverged": a number was not finite.</param>
/// <param name="Step">The step that failed, from 1; the state before it is the newest checkpoint.</param>
/// <param name="Message">The sentence that was reported to the user.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record RunFailure(string Reason, long Step, string Message)
{
    public const string Diverged = "diverged";
}
