using ActorNet.Scaling;

// Run as root: dotnet run -c Release --project tests/ActorNet.Scaling -- [--workers 1,2,4,8] [--network WIDTHS] [--batch N] [--rate 10gbit]
// [--delay 50us] [--steps N] [--seconds-per-sample S] [--json]

return await ScalingCommand.RunAsync(args);
