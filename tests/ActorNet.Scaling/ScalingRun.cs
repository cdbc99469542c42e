using System.Runtime.InteropServices;
using ActorNet.Cli.Bench.Scaling;
using ActorNet.Cli.Context;
using ActorNet.Models.Datasets;
using ActorNet.Models.Files;
using ActorNet.Scaling.Machines;
using ActorNet.Scaling.Nodes;
using ActorNet.Scaling.Results;
using ActorNet.Testing;
using ActorNet.TestKit.Processes;
using ActorNet.Transport.Connections;

namespace ActorNet.Scaling;

/// <summary>
/// Measures one row after another and prints them. All namespaces, processes and files are removed, also after Ctrl-C or an error.
/// </summary>
internal sealed class ScalingRun : IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly ScalingOptions _options;
    private volatile bool _isStopping;
    private Cleanup _cleanup = new();

    public ScalingRun(ScalingOptions options)
    {
        _options = options;
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
            _signals.Add(PosixSignalRegistration.Create(signal, _ => Stop()));
    }

    /// <returns>The exit code.</returns>
    public async Task<int> ExecuteAsync()
    {
        try
        {
            var link = _options.Link;
            LeftOvers.Remove();
            var canDelay = MachineNetwork.CanDelay();
            if (!canDelay)
                link = link with { Delay = LinkDelay.None };
            Describe(link, isDelayMissing: !canDelay && _options.Link.Delay.Seconds > 0);
            var rows = new List<ScalingRow>();
            foreach (var workers in _options.Workers)
            {
                var row = await MeasureAsync(workers, link);
                rows.Add(row);
                if (_options.IsJson)
                    Console.WriteLine(JsonFormat.Text(row));
            }

            if (!_options.IsJson)
                ResultTable.Write(Console.Out, rows);
            return ExitCodes.Done;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ProcessFailedException || _isStopping)
        {
            await HaltIfStoppingAsync();
            Console.Error.WriteLine(fault.Message);
            return ExitCodes.Failed;
        }
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _cleanup.Dispose();
    }

    /// <summary>With --json, standard output is for the rows.</summary>
    private void Describe(LinkShape link, bool isDelayMissing)
    {
        var output = _options.IsJson ? Console.Error : Console.Out;
        output.WriteLine(
            Invariant($"Paced: a worker waits {1e6 * _options.SecondsPerSample:0.###} microseconds for each sample and answers zeros; in an ")
            + "exchange it waits layer by layer, forward and backward, and sends what it would have computed. "
            + "Real: processes, messages, the network stack, adding gradients, the optimizer's step, the canary, and the evaluation of "
            + "a few samples.");
        var parameters = _options.Network.ParameterCount;
        output.WriteLine(
            Invariant($"{_options.Network}, {parameters:N0} parameters ({sizeof(float) * parameters / 1e6:F2} MB), ")
            + Invariant($"batch {_options.Batch}; links of {link.Rate} in either direction, {link.Delay} from machine to machine; ")
            + Invariant($"{_options.Steps} steps a row."));
        if (isDelayMissing)
            output.WriteLine("This kernel has no netem: links are not delayed beyond what they take, and predictions have a delay of 0.");
    }

    private async Task<ScalingRow> MeasureAsync(int workers, LinkShape link)
    {
        using var cleanup = _cleanup = new Cleanup();
        var folder = Directory.CreateTempSubdirectory(Invariant($"{MachineNetwork.Prefix}{Environment.ProcessId}-")).FullName;
        cleanup.Add(() => Directory.Delete(folder, recursive: true));
        var network = new MachineNetwork(link, cleanup);
        var endpoint = new Endpoint(network.AddMachine("coordinator"), Endpoint.DefaultPort);
        var experiment = new Experiment(
            _options.Network, _options.Batch, _options.Steps, _options.SecondsPerSample, workers, endpoint.ToString(), folder,
            Environment.ProcessId);
        FillCache(experiment);

        var nodes = new List<ActorNetProcess>();
        var coordinator = Start("coordinator");
        foreach (var name in Enumerable.Range(1, workers).Select(number => Invariant($"worker-{number}")))
        {
            network.AddMachine(name);
            Start(name, name);
        }

        try
        {
            // One by one: a row may take long, but none of its steps.
            for (var step = 1; step <= experiment.TotalSteps; step++)
                await coordinator.WaitForStepAsync(step);
            foreach (var node in nodes)
                await node.ExpectExitAsync();
        }
        catch (ProcessFailedException fault)
        {
            var errors = nodes.Where(node => node.Errors.Length > 0).Select(node => $"{node.Name}: {node.Errors.Trim()}");
            throw new InvalidOperationException(string.Join('\n', errors.Prepend(fault.Message)), fault);
        }

        return ScalingRow.Of(
            experiment, link, ReportOf<CoordinatorReport>(coordinator), nodes.Skip(1).Select(ReportOf<WorkerReport>));

        ActorNetProcess Start(string machine, params string[] arguments)
        {
            var start = new ProcessStart(
                machine, typeof(ScalingRun).Assembly.Location,
                [machine == "coordinator" ? machine : "worker", JsonFormat.Text(experiment), .. arguments], folder);
            var node = new ActorNetProcess(start with { Launcher = network.LauncherOn(machine) });
            cleanup.Add(node.Dispose);
            nodes.Add(node);
            return node;
        }
    }

    /// <summary>Puts the data set where workers look for it, so that it does not go through the links.</summary>
    private static void FillCache(Experiment experiment)
    {
        var archive = new DatasetArchive(experiment.CreateDataset());
        var datasets = Directory.CreateDirectory(Path.Combine(experiment.CacheFolder, "datasets")).FullName;
        using var file = File.Create(Path.Combine(datasets, archive.Sha256 + ".safetensors"));
        archive.Write(file);
    }

    private static T ReportOf<T>(ActorNetProcess node) where T : class =>
        JsonFormat.Read<T>(node.LastObject.GetRawText(), $"The report of {node.Name}");

    /// <summary>Waits forever after a signal: only the signal handler may clean up then.</summary>
    private Task HaltIfStoppingAsync() => _isStopping ? Task.Delay(Timeout.InfiniteTimeSpan) : Task.CompletedTask;

    private void Stop()
    {
        _isStopping = true;
        _cleanup.Dispose();
        Environment.Exit(ExitCodes.Interrupted);
    }
}
