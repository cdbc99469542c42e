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

    /// <summary>Claims the next of <paramref name="count"/> items from <paramref name="first"/> on, in the member's order.</summary>
    /// <param name="first">The first of the items.</param>
    /// <param name="count">Their number.</param>
    /// <param name="member">The member.</param>
    /// <param name="members">The number of members.</param>
    /// <param name="position">How many of them the member has tried; 0 at first.</param>
    /// <returns>The item, or -1 if none is left.</returns>
    public int ClaimNext(int first, int count, int member, int members, ref int position)
    {
        while (position < count)
        {
            var item = first + At(position++, count, member, members);
            if (TryClaim(item))
                return item;
        }

        return -1;
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
