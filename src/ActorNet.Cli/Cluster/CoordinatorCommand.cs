using ActorNet.Cli.Train;

namespace ActorNet.Cli.Cluster;

/// <summary>`actornet coordinator`: trains with the workers of other processes and machines.</summary>
internal static class CoordinatorCommand
{
    private const string Footer = """
        Workers join with `actornet worker --join HOST:PORT`, at any time, and get the data set from here. The same options,
        data and seed give the same weights as `actornet train`, bit for bit, on any workers.

        Examples:
          actornet coordinator --min-workers 2
          actornet coordinator --spawn-workers 4 --threads 2
          actornet coordinator --listen 0.0.0.0:4710 --certs certs/coordinator --dataset mnist --network 784-128-10
          actornet coordinator --local-workers 1 --resume runs/20261122-201530-3f9a

        Exit codes: 0 done, 1 the run failed, 2 wrong arguments or data, 130 interrupted (the
        state is saved once training has begun).
        """;

    public static Command Create(CliContext context)
    {
        var training = new TrainOptions(isInCluster: true);
        var cluster = new CoordinatorOptions();
        IReadOnlyList<OptionGroup> groups = [cluster.Group, .. training.Groups];
        var command = new Command("coordinator", "Trains in a cluster: coordinates the run, and waits for workers to join.");
        command.SetAction((parsed, _) =>
        {
            var options = cluster.Read(parsed, context);
            var request = training.Read(parsed, cluster.LocalWorkers(parsed));
            request = request with
            {
                Command = command.Name, IsLocal = false,
                Check = cancellationToken => context.CheckListening(options, cancellationToken),
                Spawn = cluster.Spawn(parsed),
                Quorum = options.Peers.Count > 0 ? options : null,
                Continue = request.Continue || options.Peers.Count > 0,
                RunOptions = [.. cluster.Given(parsed), .. request.RunOptions],
            };
            return TrainCommand.RunAsync(request, context with
            {
                Train = (spec, dataset, trainer, onEvent, cancellationToken) =>
                    context.Coordinate(spec, dataset, trainer, options, onEvent, cancellationToken),
            });
        });
        return HelpText.Attach(command, "actornet coordinator [options]", groups, Footer);
    }
}
