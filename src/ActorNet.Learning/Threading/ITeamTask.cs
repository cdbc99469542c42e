namespace ActorNet.Learning.Threading;

/// <summary>Work that a <see cref="ThreadTeam"/> divides among its members.</summary>
public interface ITeamTask
{
    /// <summary>Does the part of member <paramref name="member"/>, from 0, of <paramref name="members"/>; all parts run at the same time.</summary>
    void Run(int member, int members);
}
