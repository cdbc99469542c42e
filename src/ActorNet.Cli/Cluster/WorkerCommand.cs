using ActorNet.Actors.Hosting;
using ActorNet.Coordination.Training;
using ActorNet.Transport.Connections;

namespace ActorNet.Cli.Cluster;

/// <summary>`actornet worker`: computes for a coordinator, in this process.</summary>
internal static class WorkerCommand
{
    private const string Footer = """
        A worker needs no data: it gets the data set from the coordinator, and keeps it in the user's cache for next time. It
        leaves in order at Ctrl-C and SIGTERM.

        Examples:
          actornet worker --join 127.0.0.1:4710
          actornet worker --join coordinator-1:4710,coordinator-2:4710 --threads 4 --exit-when-done --certs certs/worker-1

        Exit codes: 0 the run is complete, 1 no coordinator was found or it rejected this worker, 2 wrong arguments,
        130 interrupted.
        """;

    public static Command Create(CliContext context)
    {
        var join = OptionFactory.Parsed(
            "--join", "HOST:PORT[,...]",
            $"the --listen addresses of coordinators, PORT {Endpoint.DefaultPort} by default; the worker joins the first that answers",
            Endpoint.ParseAll);
        var threads = OptionFactory.Integer(
            "--threads", "T", "compute threads, 1 to 256 [one per processor]", 1, TrainerOptions.MaxThreads);
        var exit = OptionFactory.Flag("--exit-when-done", "exit after the run, instead of waiting for the next");
        var exitWithInput = OptionFactory.Flag("--exit-with-input",
            "leave when standard input ends, and not at Ctrl-C: for a program that starts workers, which end when it closes their input "
                + "or ends itself");
        var timeout = OptionFactory.Number<double>("--join-timeout", "SECONDS",
            "how long to look for a coordinator, at first and, with --exit-when-done, after it is lost; without --exit-when-done the "
                + "search after a loss has no limit [30]", value => value is >= 0 and <= 1e6, "a number of seconds from 0 to 1000000");
        var name = OptionFactory.Text("--name", "NAME",
            "the worker's name in the run, with a number behind it if another worker has that name [its machine and process]");
        var insecure = OptionFactory.Flag("--insecure",
            "allow connections without TLS; use it on a trusted network only, since any machine in it can connect to this process");
        var security = new SecurityOptions();
        var json = OptionFactory.Flag("--json", "write one JSON object per line to standard output");
        var quiet = OptionFactory.Flag("--quiet", "print only errors");
        Option[] options = [join, threads, exit, exitWithInput, timeout, name, .. security.Options, insecure, json, quiet];
        var command = new Command("worker", "Joins a coordinator and computes for it.");
        command.SetAction((parsed, _) =>
        {
            var view = new WorkerView(context, parsed.GetValue(json), parsed.GetValue(quiet));
            var worker = new ClusterWorkerOptions
            {
                Join = parsed.GetValue(join)
                    ?? throw new InvalidInputException("--join", null, "the coordinator's --listen address, such as 127.0.0.1:4710"),
                Threads = parsed.GetValue(threads) ?? Math.Min(context.Processors, TrainerOptions.MaxThreads),
                ExitsWhenDone = parsed.GetValue(exit),
                JoinTimeout = TimeSpan.FromSeconds(parsed.GetValue(timeout) ?? 30),
                Name = parsed.GetValue(name) ?? Invariant($"{Prefix(context)}{context.ProcessId}"),
                Certificates = security.Certificates(parsed, context),
                Secret = security.Secret(parsed, context),
                IsInsecure = parsed.GetValue(insecure),
                CacheFolder = context.Folders(null).Cache,
                Program = VersionText.NameAndVersion,
                Time = context.Time,
                Counters = view.Counters,
            };
            return RunAsync(worker, view, parsed.GetValue(exitWithInput), context);
        });
        return HelpText.Attach(command, "actornet worker --join HOST:PORT [options]", [new OptionGroup("Options", options)], Footer);
    }

    private static async Task<int> RunAsync(ClusterWorkerOptions options, WorkerView view, bool followsInput, CliContext context)
    {
        using var shown = view;
        using var interruption = new Interruption(
            context, () => view.Warn("Leaving (repeat to end at once)."), view.Dispose, followsInput);
        view.Begin();
        try
        {
            await context.Work(options, view.Show, interruption.Token);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }

    /// <summary>Whether a worker without --name on this machine takes part in the run; such are named after it: "node7-4711".</summary>
    internal static bool TakesPart(RunStatus status, CliContext context) => status.Workers.Any(worker =>
        worker.Worker.StartsWith(Prefix(context), StringComparison.Ordinal)
        && worker.Worker.AsSpan(Prefix(context).Length).IndexOfAnyExceptInRange('0', '9') < 0);

    private static string Prefix(CliContext context) => context.MachineName + "-";
}
