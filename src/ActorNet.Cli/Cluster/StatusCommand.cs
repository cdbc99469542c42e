using ActorNet.Cli.Console;
using ActorNet.Cli.Tables;
using ActorNet.Models.Files;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Discovery;
using ActorNet.Transport.Security;

namespace ActorNet.Cli.Cluster;

/// <summary>`actornet status`: prints the status of a run in a cluster.</summary>
internal static class StatusCommand
{
    private const string Footer = """
        Examples:
          actornet status --join 127.0.0.1:4710
          actornet status --join coordinator-1:4710 --json

        Exit codes: 0 printed, 1 no coordinator answers (or, with --here, no worker process of this machine takes part),
        2 wrong arguments.
        """;

    public static Command Create(CliContext context)
    {
        var join = OptionFactory.Parsed(
            "--join", "HOST:PORT[,...]", "the --listen addresses of coordinators; the one that trains answers", Endpoint.ParseAll);
        var json = OptionFactory.Flag("--json", "write the status as one JSON object");
        var here = OptionFactory.Flag("--here",
            "fail unless a worker process of this machine takes part, one without --name: whether a worker's container is healthy");
        var command = new Command("status", "Prints the status of a run in a cluster.");
        var certificates = SecurityOptions.CertificatesOption();
        Option[] options = [join, certificates, json, here];
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(join)
                ?? throw new InvalidInputException("--join", null, "the coordinator's --listen address, such as 127.0.0.1:4710"),
            SecurityOptions.Certificates(parsed, certificates, context), parsed.GetValue(json), parsed.GetValue(here), context,
            cancellationToken));
        return HelpText.Attach(command, "actornet status --join HOST:PORT [options]", [new OptionGroup("Options", options)], Footer);
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<Endpoint> endpoints, NodeCertificates? certificates, bool json, bool here, CliContext context,
        CancellationToken cancellationToken)
    {
        var status = await AskAsync(endpoints, certificates, context, cancellationToken);
        if (here && !WorkerCommand.TakesPart(status, context))
            throw new TrainingFailedException($"No worker process of machine '{context.MachineName}' takes part in run {status.RunId}.");
        if (json)
            context.Out.WriteLine(JsonFormat.Text(status));
        else
            Write(status, context.Out);
        return ExitCodes.Done;
    }

    /// <summary>What the coordinator says that trains; else one that stands by; else why the first does not answer.</summary>
    private static async Task<RunStatus> AskAsync(
        IReadOnlyList<Endpoint> endpoints, NodeCertificates? certificates, CliContext context, CancellationToken cancellationToken)
    {
        RunStatus? standingBy = null;
        TrainingFailedException? failure = null;
        foreach (var question in endpoints.Select(endpoint => context.AskStatus(endpoint, certificates, cancellationToken)).ToList())
        {
            try
            {
                var status = await question;
                if (!status.IsStandingBy)
                    return status;
                standingBy ??= status;
            }
            catch (TrainingFailedException fault)
            {
                failure ??= fault;
            }
        }

        return standingBy ?? throw failure!;
    }

    private static void Write(RunStatus status, TextWriter output)
    {
        if (status.IsStandingBy)
        {
            output.WriteLine(Invariant(
                $"Run {status.RunId} ({status.Network}): standing by, with a copy of step {status.Step:N0} of {status.TotalSteps:N0}"));
            return;
        }

        var loss = status.Loss is { } value ? Invariant($", loss {value:F4}") : "";
        output.WriteLine(Invariant($"Run {status.RunId} ({status.Network}): {status.State.Replace('-', ' ')}"));
        output.WriteLine(
            Invariant($"Epoch {status.Epoch} of {status.Epochs}, step {status.Step:N0} of {status.TotalSteps:N0}{loss}, ")
                + Invariant($"{status.SamplesPerSecond:N0} samples/s"));
        if (status.Workers.Count == 0)
            output.WriteLine("No workers yet.");
        else
            TextTable.Write(
                output, ["worker", "address", "share", "samples/s", "busy", "latency", "sent", "received"], status.Workers.Select(CellsOf),
                firstNumber: 2);
        var counters = status.Counters;
        output.WriteLine(
            Invariant($"Answers: {counters.Stale} late, {counters.Duplicate} duplicate; slices: {counters.Reassigned} reassigned, ")
                + Invariant($"{counters.Speculated} asked for twice; connections rejected: {counters.RefusedConnections}"));
    }

    private static string[] CellsOf(WorkerStatus worker) =>
    [
        worker.Worker, worker.Link?.Address ?? "here",
        RunText.Percent(worker.Share), Invariant($"{worker.SamplesPerSecond:N0}"), RunText.Percent(worker.BusyFraction),
        worker.Link is { } link ? Invariant($"{link.LatencyMilliseconds:F2} ms") : "",
        worker.Link is { } sending ? Invariant($"{sending.BytesSent / 1e6:N1} MB") : "",
        worker.Link is { } receiving ? Invariant($"{receiving.BytesReceived / 1e6:N1} MB") : "",
    ];
}
