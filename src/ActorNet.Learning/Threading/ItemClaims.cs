namespace ActorNet.Learning.Threading;

/// <summary>
/// Items of work that the members of a team claim, each exactly once in a round. In every round a member tries the same items first: what
/// they read and write is in its processor's cache since the last round. Then it takes what the others have left.
/// </summary>
/// <remarks>Thread-safe, except for <see cref="Begin"/>. Allocates nothing once it has grown.</remarks>
internal sealed class ItemClaims
{
    private int[] _claimedIn = []; // the last round in which an item was claimed
    private int _round;

    /// <summary>Starts a round of <paramref name="count"/> unclaimed items.</summary>
    public void Begin(int count)
    {
        if (_claimedIn.Length < count)
            Array.Resize(ref _claimedIn, count);
        _round++;
    }

    /// <returns>False if another member has it.</returns>
    public bool TryClaim(int item) =>
        Volatile.Read(ref _claimedIn[item]) != _round && Interlocked.Exchange(ref _claimedIn[item], _round) != _round;

    /// <summary>
    /// The item that a member tries at <paramref name="position"/>, of <paramref name="count"/> consecutive items from 0: even members go
    /// up from the start of their part, odd ones down from its end, so that neighbours meet where both are late.
    /// </summary>
    public static int At(int position, int count, int member, int members)
    {
        var part = member % members;
        var item = part % 2 == 0
            ? (long)count * part / members + position
            : (long)count * (part + 1) / members - 1 - position + count;
        return (int)(item % count);
    }
}
