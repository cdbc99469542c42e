using System.Text.Json.Serialization;

namespace ActorNet.Cli.Bench;

/// <summary>A line of a bench's --json. Other programs read it: names stay, new facts are added at the end.</summary>
/// <param name="Event">What the line is about.</param>
internal abstract record BenchLine([property: JsonPropertyOrder(-1)] string Event);

/// <summary>A matrix product was measured.</summary>
/// <param name="Product">"square", "forward", "weight-gradient" or "input-gradient".</param>
/// <param name="Rows">Rows of the result's left factor: the samples of a block, or the size of a square.</param>
/// <param name="Inputs">The layer's inputs.</param>
/// <param name="Outputs">The layer's outputs.</param>
/// <param name="SliceSize">Samples per slice of a weight gradient; else null.</param>
/// <param name="Network">The widths of the network the layer is of; null for a square.</param>
/// <param name="Gflops">10^9 floating-point operations per second, the median of the repeats.</param>
/// <param name="BestGflops">The best of the repeats.</param>
/// <param name="LimitGflops">The FMA limit of one core around the repeats, their median.</param>
/// <param name="ShareOfLimit">Speed over the limit around it, the median of the repeats.</param>
internal sealed record ProductMeasured(
    string Product, int Rows, int Inputs, int Outputs, int? SliceSize, string? Network, double Gflops, double BestGflops,
    double LimitGflops,
    double ShareOfLimit) : BenchLine("product-measured");

/// <summary>An elementary function was measured.</summary>
/// <param name="Function">Its name.</param>
/// <param name="ElementsPerSecond">Elements per second, the median of the repeats.</param>
/// <param name="BestElementsPerSecond">The best of the repeats.</param>
internal sealed record FunctionMeasured(string Function, double ElementsPerSecond, double BestElementsPerSecond)
    : BenchLine("function-measured");

/// <summary>The steps of a network were measured; times are medians in microseconds per step.</summary>
/// <param name="Network">Layer widths.</param>
/// <param name="Batch">Samples per step.</param>
/// <param name="Gather">Loading the minibatch's features and targets.</param>
/// <param name="Forward">The forward pass and the losses.</param>
/// <param name="Backward">The backward pass.</param>
/// <param name="Reduce">Adding up the gradients of the minibatch's blocks.</param>
/// <param name="Update">The optimizer's step.</param>
/// <param name="Messages">What a step of a real run takes beyond these; 0 where it takes no longer.</param>
/// <param name="Step">A step of a real run with one worker.</param>
/// <param name="Busy">What the worker computed of that, by its own clock.</param>
/// <param name="ArithmeticLimit">What its arithmetic would take at the FMA limit of the cores in use.</param>
/// <param name="ShareOfLimit">ArithmeticLimit / Step.</param>
/// <param name="LimitGflops">That limit, the median over the repeats.</param>
internal sealed record StepMeasured(
    string Network, int Batch, double Gather, double Forward, double Backward, double Reduce, double Update, double Messages, double Step,
    double Busy, double ArithmeticLimit, double ShareOfLimit, double LimitGflops) : BenchLine("step-measured")
{
    /// <summary>Compute threads of the worker.</summary>
    public int Threads { get; init; } = 1;
}

/// <summary>A network was trained for an epoch.</summary>
internal sealed record EpochTrained(string Network, int Batch, int Repeat, double SamplesPerSecond) : BenchLine("epoch-trained");

/// <summary>A network's epochs were measured.</summary>
/// <param name="Network">Layer widths.</param>
/// <param name="Batch">Samples per step.</param>
/// <param name="Dataset">The data set's name.</param>
/// <param name="Samples">Samples per epoch.</param>
/// <param name="Workers">Workers.</param>
/// <param name="Threads">Compute threads of each.</param>
/// <param name="SamplesPerSecond">Samples trained on per second, the median of the epochs.</param>
/// <param name="BestSamplesPerSecond">The best of the epochs.</param>
/// <param name="Gflops">The arithmetic done at the median speed, in 10^9 operations per second.</param>
/// <param name="LimitGflops">The FMA limit of the cores in use, the median over the epochs.</param>
/// <param name="ShareOfLimit">Arithmetic over the limit around it, the median of the epochs.</param>
internal sealed record EpochMeasured(
    string Network, int Batch, string Dataset, int Samples, int Workers, int Threads, double SamplesPerSecond, double BestSamplesPerSecond,
    double Gflops, double LimitGflops, double ShareOfLimit) : BenchLine("epoch-measured");

/// <summary>The last line of a bench: what it was, and on what.</summary>
internal sealed record BenchSummary(string Bench, int Repeats, bool Quick, double FmaLimitGflops, double Seconds, BenchMachine Machine);

/// <summary>What a bench ran on.</summary>
internal sealed record BenchMachine(string Program, string Runtime, string System, string Architecture, int VectorBits, int Processors);
