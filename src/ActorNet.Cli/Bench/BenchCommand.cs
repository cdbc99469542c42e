namespace ActorNet.Cli.Bench;

/// <summary>`actornet bench`: how fast this machine is, from the kernels up to whole epochs.</summary>
internal static class BenchCommand
{
    private static readonly string[] Network =
        ["--preset", "--network", "--activation", "--output", "--cost", "--optimizer", "--batch", "--micro-batch"];

    public static Command Create(CliContext context) => HelpText.Group(
        "bench", "Measures how fast this machine is: the kernels, a training step, an epoch, more workers.",
        [Kernels(context), Step(context), Epoch(context), Scaling(context)],
        """
        Every figure is a median of repeats, and the limit it is compared with is measured right beside it: the fused
        multiply-adds one core can do per second, in registers alone.
        """);

    private static Command Kernels(CliContext context) => Subcommand(
        "kernels", "Measures matrix products and elementary functions on one core, against the FMA limit.",
        new BenchOptions([], ["--preset", "--network", "--batch", "--micro-batch"], []), KernelBench.RunAsync, context, """
        Square products, the three products of every layer of the networks (forward, weight gradient with its slices, input
        gradient) and the elementary functions. Each repeat takes 20 ms or longer.

        Examples:
          actornet bench kernels
          actornet bench kernels --network 784-512-10 --batch 64
        """);

    private static Command Step(CliContext context) => Subcommand(
        "step", "Measures where the time of a training step goes, in microseconds, with one worker.",
        new BenchOptions([], Network, ["--threads"]), StepBench.RunAsync, context, """
        Phases: gather (features and targets), forward (with losses), backward, reduce (adding the blocks' gradients), update
        (the optimizer), and messages: what a step of a real run takes beyond those. The images are synthetic.

        Examples:
          actornet bench step
          actornet bench step --network 784-64-10 --optimizer adam --batch 32
          actornet bench step --threads 2
        """);

    private static Command Epoch(CliContext context) => Subcommand(
        "epoch", "Measures training in samples per second, over whole epochs.",
        new BenchOptions(
            ["--dataset", "--data", "--target", "--task", "--train-samples"],
            [.. Network[..^2], "--learning-rate", .. Network[^2..]],
            ["--workers", "--threads"]),
        EpochBench.RunAsync, context, """
        Each repeat trains every network for one epoch, in turn, after a short warm-up. Nothing is written to disk.

        Examples:
          actornet bench epoch
          actornet bench epoch --dataset mnist --workers 1 --repeats 9
          actornet bench epoch --workers 1 --threads 4
          actornet bench epoch --dataset digits --network 784-64-10 --batch 32
        """);

    private static Command Scaling(CliContext context)
    {
        var options = new ScalingOptions([.. Network[..^2], "--learning-rate", .. Network[^2..]]);
        var command = new Command("scaling", "Measures what more workers and threads bring, or predicts it for machines of their own.");
        command.SetAction((parsed, _) =>
        {
            var request = options.Read(parsed, context.Processors);
            return RunAsync("scaling", request.Bench, run => MeasureAsync(run, request), context);
        });
        return HelpText.Attach(command, "actornet bench scaling [options]", options.Groups, """
            Each repeat trains a network with all combinations of workers and threads, in turn: in one process, and in worker
            processes on this machine, as `coordinator --spawn-workers` starts them. The last epochs of each run are measured.

            With --predict, a model of the links says how many workers are worth it: the fewest whose step takes at most 5 % longer
            than the fastest one. docs/performance.md has its formulas.

            Examples:
              actornet bench scaling
              actornet bench scaling --network 784-1024-1024-10 --batch 512 --workers 1,2 --threads 1,2 --plot speed.png
              actornet bench scaling --predict
              actornet bench scaling --predict --network 784-1024-1024-10 --batch 4096 --bandwidth 1gbit --latency 100us
            """);

        static async Task MeasureAsync(BenchRun run, ScalingRequest request)
        {
            if (request.Prediction is not null)
            {
                await ScalingForecast.RunAsync(run, request);
                return;
            }

            await ScalingBench.RunAsync(run, request);
            run.Finish();
        }
    }

    private static Command Subcommand(
        string name, string description, BenchOptions options, Func<BenchRun, Task> bench, CliContext context, string footer)
    {
        var command = new Command(name, description);
        command.SetAction((parsed, _) => RunAsync(name, options.Read(parsed, context.Processors), MeasureAsync, context));
        return HelpText.Attach(command, $"actornet bench {name} [options]", options.Groups, footer);

        async Task MeasureAsync(BenchRun run)
        {
            await bench(run);
            run.Finish();
        }
    }

    private static async Task<int> RunAsync(string name, BenchRequest request, Func<BenchRun, Task> bench, CliContext context)
    {
        using var interruption = new Interruption(context, () => context.Error.WriteLine("Interrupted; the bench is not complete."));
        try
        {
            var run = new BenchRun(name, request, context, interruption.Token);
            await bench(run);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }
}
