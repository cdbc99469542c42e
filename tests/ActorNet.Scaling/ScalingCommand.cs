using System.CommandLine;
using System.CommandLine.Parsing;
using ActorNet.Cli;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Bench.Scaling;
using ActorNet.Cli.Context;
using ActorNet.Learning;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Scaling.Machines;
using ActorNet.Scaling.Nodes;

namespace ActorNet.Scaling;

/// <summary>The command line: that of the user, and the two commands by which the program starts itself on a machine.</summary>
internal static class ScalingCommand
{
    private const int MaxWorkers = 32;

    /// <summary>With fewer steps than between two audits, those of the warm-up are the only ones.</summary>
    private const int MaxSteps = 200;

    /// <summary>Every node holds the samples in memory.</summary>
    private const long MaxSampleBytes = 1 << 30;

    private static readonly Option<IReadOnlyList<int>?> Workers = OptionFactory.Parsed(
        "--workers", "N,N,...", "the numbers of workers, a row of the table each [1,2,4,8]", Parsers.Integers(1, MaxWorkers));

    private static readonly Option<LayerWidths?> Network = OptionFactory.Parsed(
        "--network", "WIDTHS", "layer widths, input to output [784-1024-1024-10]", LayerWidths.Parse);

    private static readonly Option<int?> Batch = OptionFactory.Integer("--batch", "N", "samples per step [4096]", 1, 1_000_000);

    private static readonly Option<LinkRate?> Rate = OptionFactory.Parsed(
        "--rate", "RATE", "what a machine's link carries in either direction, such as 10gbit [10gbit]", LinkRate.Parse);

    private static readonly Option<LinkDelay?> Delay = OptionFactory.Parsed(
        "--delay", "TIME", "from one machine to another, such as 50us [50us]", LinkDelay.Parse);

    private static readonly Option<int?> Steps = OptionFactory.Integer(
        "--steps", "N", "steps measured in each row, after a warm-up [12]", 1, MaxSteps);

    private static readonly Option<double?> SecondsPerSample = OptionFactory.Number<double>(
        "--seconds-per-sample", "S", "how long a worker computes the gradient of a sample [106e-6]", value => value is > 0 and <= 1,
        "a number of seconds above 0, at most 1");

    private static readonly Option<bool> Json = OptionFactory.Flag("--json", "print one JSON object per row");

    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = CreateRoot().Parse(arguments, new ParserConfiguration { EnablePosixBundling = false });
        try
        {
            if (FirstError(parsed) is { } sentence)
            {
                Console.Error.WriteLine(sentence);
                return ExitCodes.WrongInput;
            }

            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception fault)
        {
            var failure = Failure.Of(fault, parsed.CommandResult.Command);
            Console.Error.WriteLine(failure.Sentence);
            return failure.ExitCode;
        }
    }

    /// <summary>One sentence; null where nothing is wrong.</summary>
    private static string? FirstError(ParseResult parsed) => parsed switch
    {
        { UnmatchedTokens: [var token, ..] } =>
            $"{token} is not an option; allowed are "
            + $"{string.Join(", ", parsed.RootCommandResult.Command.Options.Select(option => option.Name))}.",
        { Errors: [{ SymbolResult: OptionResult { Tokens.Count: 0 } bare }, ..] } =>
            $"{bare.Option.Name} needs a value: {bare.Option.Description}.",
        { Errors: [var error, ..] } => error.Message,
        _ => null,
    };

    private static RootCommand CreateRoot()
    {
        var root = new RootCommand("Measures how a cluster run scales over machines, with network namespaces in place of machines.")
        {
            Workers, Network, Batch, Rate, Delay, Steps, SecondsPerSample, Json, Coordinator(), Worker(),
        };
        root.SetAction(async (parsed, _) =>
        {
            var options = Read(parsed);
            if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
                throw new TrainingFailedException("Network namespaces are needed, which only root on Linux can create");
            using var run = new ScalingRun(options);
            return await run.ExecuteAsync();
        });
        return root;
    }

    private static Command Coordinator()
    {
        var experiment = new Argument<string>("EXPERIMENT");
        var command = new Command("coordinator") { experiment };
        command.Hidden = true;
        command.SetAction((parsed, _) => CoordinatorNode.RunAsync(Experiment.Parse(parsed.GetRequiredValue(experiment))));
        return command;
    }

    private static Command Worker()
    {
        var experiment = new Argument<string>("EXPERIMENT");
        var name = new Argument<string>("NAME");
        var command = new Command("worker") { experiment, name };
        command.Hidden = true;
        command.SetAction((parsed, _) =>
            WorkerNode.RunAsync(Experiment.Parse(parsed.GetRequiredValue(experiment)), parsed.GetRequiredValue(name)));
        return command;
    }

    private static ScalingOptions Read(ParseResult parsed)
    {
        var options = new ScalingOptions(
            parsed.GetValue(Workers) ?? [1, 2, 4, 8],
            parsed.GetValue(Network) ?? new LayerWidths(784, 1024, 1024, 10),
            parsed.GetValue(Batch) ?? 4096,
            new LinkShape(parsed.GetValue(Rate) ?? new LinkRate(10e9), parsed.GetValue(Delay) ?? new LinkDelay(50e-6)),
            parsed.GetValue(Steps) ?? 12,
            parsed.GetValue(SecondsPerSample) ?? 106e-6,
            parsed.GetValue(Json));
        var spec = Experiment.SpecOf(options.Network, options.Batch);
        spec.Network.Validate();
        var most = options.Workers.Max();
        if (SliceRange.CountOf(spec.BatchSize, spec.EffectiveMicroBatchSize) is var slices && most > slices)
            throw new InvalidInputException(
                Workers.Name, most, $"at most {slices}, the slices of a batch of {options.Batch}, since each worker computes one or more");
        var stepBytes = (long)options.Batch * spec.Network.InputWidth;
        var maxSteps = MaxSampleBytes / stepBytes - Experiment.WarmUpStepsOf(most);
        if (options.Steps > maxSteps)
            throw maxSteps < 1
                ? new InvalidInputException(
                    Batch.Name, options.Batch, $"a number of samples of which warm-up and a step fit into {MaxSampleBytes:N0} bytes")
                : new InvalidInputException(
                    Steps.Name, options.Steps, $"at most {maxSteps}, whose samples fit into {MaxSampleBytes:N0} bytes");
        return options;
    }
}
