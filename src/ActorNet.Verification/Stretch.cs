namespace ActorNet.Verification;

/// <summary>Steps to compute again: those after a kept state, up to a link of the chain or to another kept state.</summary>
internal sealed record Stretch(KeptState From, long To)
{
    public long Steps => To - From.Step;
}
