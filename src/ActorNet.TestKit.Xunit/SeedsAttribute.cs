using System.Globalization;
using System.Reflection;
using ActorNet.Learning;
using Xunit.Sdk;

namespace ActorNet.TestKit.Xunit;

/// <summary>
/// Runs a theory once for each seed, its only argument: from 0 on, or those that the environment variable <see cref="Variable"/> names, "17"
/// or "1000-1999". So a seed that failed elsewhere is tried again without a change, and a nightly run tries more of them.
/// </summary>
/// <param name="count">The number of seeds; at least 1.</param>
/// <example><code>
/// [Theory, Seeds(100)]
/// public void Loss_of_a_worker_is_harmless(ulong seed) =>
///     new Scenario().AtStep(5, Fault.Crash("w2")).Run(seed).Require(Property.SameWeights);
/// </code></example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SeedsAttribute(int count) : DataAttribute
{
    /// <summary>The name of the environment variable.</summary>
    public const string Variable = "ACTORNET_SEEDS";

    private const int MaxSeeds = 1_000_000;

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">The number is below 1, or the environment variable names no seeds.</exception>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => GetSeeds(Environment.GetEnvironmentVariable(Variable)).Select(seed => new object[] { seed });

    internal IEnumerable<ulong> GetSeeds(string? given)
    {
        InvalidInputException.ThrowIfOutside(count, 1, MaxSeeds);
        var (first, last) = string.IsNullOrEmpty(given) ? (0, (ulong)count - 1) : Parse(given);
        for (var i = 0UL; i <= last - first; i++)
            yield return first + i;
    }

    private static (ulong First, ulong Last) Parse(string given)
    {
        var ends = given.Split('-');
        return ends.Length <= 2 && TryParse(ends[0], out var first) && TryParse(ends[^1], out var last) && last >= first && last - first < MaxSeeds
            ? (first, last)
            : throw new InvalidInputException(Variable, given, $"a seed such as 17, or up to {MaxSeeds} of them such as 1000-1999");
    }

    private static bool TryParse(string text, out ulong seed) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed);
}
