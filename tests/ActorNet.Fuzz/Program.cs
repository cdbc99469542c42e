using System.CommandLine;
using ActorNet.Fuzz;

// Run as: dotnet run -c Release --project tests/ActorNet.Fuzz -- [TARGET...] [--inputs N] [--seed S] [--only K]

var names = new Argument<string[]>("TARGET") { Description = $"the targets: {string.Join(", ", FuzzTargets.Names)} [all]" };
names.AcceptOnlyFromAmong([.. FuzzTargets.Names]);
var inputs = new Option<uint>("--inputs") { Description = "inputs per target", DefaultValueFactory = _ => 20_000 };
var seed = new Option<ulong>("--seed") { Description = "where all random numbers start", DefaultValueFactory = _ => 1 };
var only = new Option<uint?>("--only") { Description = "feed only the input of this number, from 0" };
var command = new RootCommand("Feeds damaged and hostile input to all readers of bytes from outside, and checks each reader's law.")
{
    names, inputs, seed, only,
};
command.SetAction(parsed =>
{
    var chosen = parsed.GetValue(names) is { Length: > 0 } given ? given : [.. FuzzTargets.Names];
    var range = parsed.GetValue(only) is { } one ? new InputRange(one, 1) : new InputRange(0, parsed.GetValue(inputs));
    foreach (var name in chosen)
    {
        using var target = FuzzTargets.Create(name);
        var run = new FuzzRun(target, parsed.GetValue(seed));
        if (run.Execute(range) is { } violation)
        {
            Console.Error.WriteLine(violation);
            return 1;
        }

        Console.WriteLine(run.Statistics);
    }

    return 0;
});
return command.Parse(args).Invoke();
