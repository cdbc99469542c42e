using ActorNet.Benchmarks;
using BenchmarkDotNet.Running;

// Run as: dotnet run -c Release --project tests/ActorNet.Benchmarks -- --filter '*'
// or, for the cost of a trace with some workers: dotnet run -c Release --project tests/ActorNet.Benchmarks -- tracing 1

if (args is ["tracing", var workers])
    await TracingCost.RunAsync(int.Parse(workers, System.Globalization.CultureInfo.InvariantCulture));
else
    BenchmarkSwitcher.FromAssembly(typeof(SquareProductBenchmarks).Assembly).Run(args);
