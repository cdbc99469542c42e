using System.CommandLine;
using ActorNet.Chaos;
using ActorNet.Chaos.Plan;

// Run as: dotnet run -c Release --project tests/ActorNet.Chaos -- [--rounds N] [--seed S] [--round-seed X] [--kind KIND] [--network HOW]
// [--keep DIR]

var rounds = new Option<int>("--rounds") { Description = "rounds", DefaultValueFactory = _ => 10 };
var seed = new Option<ulong>("--seed") { Description = "where all random numbers start", DefaultValueFactory = _ => 1 };
var roundSeed = new Option<ulong?>("--round-seed") { Description = "run only the round of this seed, as printed in the table" };
var kinds = new Option<Topology[]>("--kind")
{
    Description = "the topologies: alone (train, resumed), cluster (a coordinator, restarted, and workers) "
        + "or failover (three coordinators and workers) [all]",
    AllowMultipleArgumentsPerToken = true,
};
var network = new Option<NetworkUse>("--network")
{
    Description = "whether hosts get network namespaces, so that they can be disconnected: "
        + "namespaces, loopback, or auto (namespaces if this process may create them)",
};
var keep = new Option<string?>("--keep") { Description = "keep the files and errors of failed rounds in this folder" };
var command = new RootCommand("Starts clusters of real processes, injects faults, and checks the final weights.")
{
    rounds, seed, roundSeed, kinds, network, keep,
};
command.SetAction(async parsed =>
{
    var topologies = parsed.GetValue(kinds) is { Length: > 0 } given ? given : Enum.GetValues<Topology>();
    using var run = new ChaosRun(new ChaosOptions(topologies, parsed.GetValue(network), parsed.GetValue(keep)));
    var seeds = parsed.GetValue(roundSeed) is { } one
        ? [one]
        : Enumerable.Range(1, parsed.GetValue(rounds)).Select(round => ChaosPlan.SeedOf(parsed.GetValue(seed), round));
    return await run.ExecuteAsync(seeds) ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
