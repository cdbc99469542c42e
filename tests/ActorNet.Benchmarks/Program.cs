using ActorNet.Benchmarks;
using BenchmarkDotNet.Running;

// Run as: dotnet run -c Release --project tests/ActorNet.Benchmarks -- --filter '*'

BenchmarkSwitcher.FromAssembly(typeof(SquareProductBenchmarks).Assembly).Run(args);
