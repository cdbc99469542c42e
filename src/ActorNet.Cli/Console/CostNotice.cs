using ActorNet.Cli.Arguments;
using ActorNet.Cli.Context;
using ActorNet.Learning.Networks;

namespace ActorNet.Cli.Console;

/// <summary>Tells who looks at the losses of several runs that they are losses of different costs.</summary>
internal static class CostNotice
{
    /// <summary>Tells it where they are.</summary>
    public static void WarnIfDifferent(IEnumerable<Cost> costs, CliContext context)
    {
        var different = costs.Distinct().ToList();
        if (different.Count > 1)
            context.Error.WriteLine($"The runs have different costs ({string.Join(", ", different.Select(Choice<Cost>.NameOf))}): their losses cannot be compared.");
    }
}
