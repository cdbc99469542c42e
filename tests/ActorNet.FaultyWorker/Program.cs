using System.Globalization;
using ActorNet;
using ActorNet.Cli;
using ActorNet.FaultyWorker;
using ActorNet.Learning.Training;

// The command as it is, but for its worker: from gradient N on, counted from 0 with the canary, each gradient has one wrong bit.
// Usage: ActorNet.FaultyWorker N worker --join HOST:PORT [options]
var first = long.Parse(args[0], CultureInfo.InvariantCulture);
return await ActorNetCommand.RunAsync(args[1..], ProcessContext.Create() with
{
    Work = (options, onEvent, cancellationToken) => ClusterWorker.RunAsync(
        options with { CreateComputer = (spec, samples) => new BitFlippingComputer(new GradientComputer(spec, samples), first) },
        onEvent, cancellationToken),
});
