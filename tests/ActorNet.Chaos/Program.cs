using System.CommandLine;
using ActorNet.Chaos;
using ActorNet.Chaos.Plan;

// Run as: dotnet run -c Release --project tests/ActorNet.Chaos -- [--rounds N] [--seed S] [--round-seed X] [--kind KIND] [--network HOW] [--keep DIR]

var rounds = new Option<int>("--rounds") { Description = "rounds", DefaultValueFactory = _ => 10 };
var seed = new Option<ulong>("--seed") { Description = "where all random numbers start", DefaultValueFactory = _ => 1 };
var roundSeed = new Option<ulong?>("--round-seed") { Description = "run the round of this seed alone, as the table names it" };
var kinds = new Option<RoundKind[]>("--kind")
{
    Description = "what is started: alone (train, resumed), cluster (a coordinator, started again, and workers) or failover (three coordinators and workers) [all]",
    AllowMultipleArgumentsPerToken = true,
};
var network = new Option<NetworkUse>("--network")
{
    Description = "whether processes get networks of their own, which are cut: namespaces, loopback, or auto (namespaces where this process may make them)",
};
var keep = new Option<string?>("--keep") { Description = "keep what failed rounds have left, and what they said, in this folder" };
var command = new RootCommand("Starts clusters of real processes, lets misfortunes happen to them, and checks that the weights are right in the end.")
{
    rounds, seed, roundSeed, kinds, network, keep,
};
command.SetAction(async parsed =>
{
    using var run = new ChaosRun(new ChaosOptions(
        parsed.GetValue(kinds) is { Length: > 0 } given ? given : Enum.GetValues<RoundKind>(), parsed.GetValue(network), parsed.GetValue(keep)));
    var seeds = parsed.GetValue(roundSeed) is { } one
        ? [one]
        : Enumerable.Range(1, parsed.GetValue(rounds)).Select(round => ChaosPlan.SeedOf(parsed.GetValue(seed), round));
    return await run.ExecuteAsync(seeds) ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
