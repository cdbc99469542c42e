namespace ActorNet.Learning.Threading;

/// <summary>What one member of a team has of things that lie in a row: consecutive ones, about as many as every other member.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many; 0 where there are fewer units than members.</param>
internal readonly record struct Share(int First, int Count)
{
    /// <summary>The share of <paramref name="member"/>, from 0, of <paramref name="members"/>; who comes first has the larger ones.</summary>
    /// <param name="total">How many things there are.</param>
    /// <param name="unit">So many stay together; the last unit may be smaller.</param>
    /// <param name="member">Whose share.</param>
    /// <param name="members">The members of the team.</param>
    public static Share Of(int total, int unit, int member, int members)
    {
        var units = (total + unit - 1L) / unit;
        var first = StartOf(member);
        return new Share(first, StartOf(member + 1) - first);

        int StartOf(int who) => (int)Math.Min(total, (units * who + members - 1) / members * unit);
    }
}
