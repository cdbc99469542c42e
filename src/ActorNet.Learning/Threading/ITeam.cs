namespace ActorNet.Learning.Threading;

/// <summary>Threads that do tasks together.</summary>
internal interface ITeam
{
    /// <summary>
    /// Lets the caller and every other member that comes do its part of <paramref name="task"/>, and returns when all who have
    /// come have ended. What the caller wrote before is seen by all members, and what they wrote is seen by the caller afterwards.
    /// </summary>
    /// <exception cref="Exception">What a member threw.</exception>
    void Run(ITeamTask task);
}

/// <summary>Work that an <see cref="ITeam"/> divides among its members.</summary>
internal interface ITeamTask
{
    /// <summary>
    /// Does the part of member <paramref name="member"/>, from 0, of at most <paramref name="members"/>. Who is in a <see cref="ThreadTeam"/> always
    /// comes, the caller as member 0; of other teams perhaps only some, numbered as they come.
    /// </summary>
    void Run(int member, int members);
}
