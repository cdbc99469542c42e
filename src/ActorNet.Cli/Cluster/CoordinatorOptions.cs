using ActorNet.Actors.Hosting;
using ActorNet.Cli.Spawning;
using ActorNet.Coordination.Exchange;
using ActorNet.Coordination.Training;
using ActorNet.Transport.Connections;

namespace ActorNet.Cli.Cluster;

/// <summary>The options that `actornet coordinator` has beside those of training.</summary>
internal sealed class CoordinatorOptions
{
    private readonly Option<Endpoint?> _listen = OptionFactory.Parsed("--listen", "HOST:PORT",
        $"the address that workers join; PORT {Endpoint.DefaultPort} where it is left out, 0 for any free one "
            + $"[127.0.0.1:{Endpoint.DefaultPort}]", Endpoint.Parse);
    private readonly Option<int?> _minWorkers = OptionFactory.Integer("--min-workers", "N",
        "start when N workers are ready, including those of this process [1, with --spawn-workers all that this command starts]",
        1, 10_000);
    private readonly Option<int?> _localWorkers = OptionFactory.Integer("--local-workers", "N",
        "worker actors in this process too; the weights do not depend on it [0]", 0, TrainerOptions.MaxWorkers);
    private readonly Option<int?> _spawnWorkers = OptionFactory.Integer("--spawn-workers", "N",
        "start N worker processes on this machine, 1 to 256, of --threads T each, and end them with the run; one that dies is started "
            + "again; of several coordinators the one that trains starts its own [none]", 1, TrainerOptions.MaxWorkers);
    private readonly Option<string?> _advertise = OptionFactory.Text("--advertise", "HOST",
        "the name or address by which others reach this machine [that of --listen; where it is 0.0.0.0, the machine's name]");
    private readonly Option<int?> _clusterPort = OptionFactory.Integer("--cluster-port", "N",
        "the port of the cluster's own messages, 0 for any free one [the one after --listen's]", 0, ushort.MaxValue);
    private readonly Option<IReadOnlyList<Endpoint>?> _peers = OptionFactory.Parsed("--peers", "HOST:PORT[,...]",
        "the --listen addresses of all coordinators of this run, this one's too, each started with the same options and an --out of its "
            + "own, or one on a volume that all share: one trains, the others copy its checkpoints unless they share them, and if it is "
                + "lost another takes over as long as most are connected; three are a good number [none]",
        Endpoint.ParseAll);
    private readonly Option<Topology?> _topology = OptionFactory.OneOf("--topology",
        "how the gradients of worker processes are added: in the coordinator (star), or shard by shard among the workers, of which each "
            + "sends and gets less the more there are (sharded); auto is sharded where workers - 1, times parameters, is a million or more [auto]",
        new Choice<Topology>());
    private readonly SecurityOptions _security = new();
    private readonly Option<bool> _insecure = OptionFactory.Flag("--insecure",
        "allow connections without TLS on an address that other machines reach; any machine of that network can then join and read, "
            + "so use it on a trusted network only");

    public OptionGroup Group =>
        new("Cluster",
        [
            _listen, _minWorkers, _localWorkers, _spawnWorkers, _topology, _peers, _advertise, _clusterPort, .. _security.Options, _insecure,
        ]);

    /// <summary>The options on the command line, as arguments to repeat, without the paths of secrets.</summary>
    public IEnumerable<string> Given(ParseResult parsed) =>
        OptionFactory.Given(parsed, Group.Options.Except(_security.Options)).Concat(_security.Placeholders(parsed));

    public int LocalWorkers(ParseResult parsed) => parsed.GetValue(_localWorkers) ?? 0;

    /// <summary>The worker processes to start; null for none. They join as this coordinator lets others join.</summary>
    public SpawnRequest? Spawn(ParseResult parsed) => parsed.GetValue(_spawnWorkers) is { } count
        ? new SpawnRequest(count, [.. OptionFactory.Given(parsed, [.. _security.Options, _insecure])])
        : null;

    /// <summary>How the coordinator takes part in its cluster.</summary>
    /// <exception cref="InvalidInputException">Two options do not fit together.</exception>
    public ClusterOptions Read(ParseResult parsed, CliContext context)
    {
        var listen = parsed.GetValue(_listen) ?? new Endpoint("127.0.0.1", Endpoint.DefaultPort);
        var clusterPort = parsed.GetValue(_clusterPort);
        if (clusterPort == listen.Port && listen.Port != 0)
            throw new InvalidInputException("--cluster-port", clusterPort, "a port other than that of --listen");
        if (clusterPort is null && listen.Port == ushort.MaxValue)
            throw new InvalidInputException(
                "--listen", listen, $"a port below {ushort.MaxValue} where the cluster's is the one after it", "give --cluster-port");
        var peers = parsed.GetValue(_peers) ?? [];
        if (peers.GroupBy(peer => peer).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InvalidInputException(
                "--peers", string.Join(',', peers), $"each coordinator once; {twice.Key} is there {twice.Count()} times");
        return new ClusterOptions
        {
            Listen = listen,
            MinWorkers = parsed.GetValue(_minWorkers)
                ?? (parsed.GetValue(_spawnWorkers) is { } spawned ? spawned + LocalWorkers(parsed) : 1),
            Topology = parsed.GetValue(_topology) ?? Topology.Auto,
            Advertise = parsed.GetValue(_advertise),
            ClusterPort = clusterPort,
            Peers = peers,
            Certificates = _security.Certificates(parsed, context),
            Secret = _security.Secret(parsed, context),
            IsInsecure = parsed.GetValue(_insecure),
            Program = VersionText.NameAndVersion,
        };
    }
}
