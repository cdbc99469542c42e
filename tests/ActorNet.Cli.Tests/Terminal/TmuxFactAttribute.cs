using System.ComponentModel;
using System.Diagnostics;

namespace ActorNet.Cli.Tests.Terminal;

/// <summary>A test of the real command in a real terminal, which is tmux. It is skipped on a machine without.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TmuxFactAttribute : FactAttribute
{
    public TmuxFactAttribute() => Skip = Tmux.WhyNot;
}

/// <summary>As <see cref="TmuxFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TmuxTheoryAttribute : TheoryAttribute
{
    public TmuxTheoryAttribute() => Skip = Tmux.WhyNot;
}

/// <summary>Whether there is a tmux.</summary>
internal static class Tmux
{
    /// <summary>Why there is none that can be used; null where there is one.</summary>
    public static string? WhyNot { get; } = Find();

    private static string? Find()
    {
        const string Missing = "tmux is not on this machine; install it with: apt-get install tmux";
        try
        {
            using var process = Process.Start(new ProcessStartInfo("tmux", "-V") { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? null : Missing;
        }
        catch (Win32Exception)
        {
            return Missing;
        }
    }
}
