using System.Globalization;
using ActorNet;
using ActorNet.Cli;
using ActorNet.FaultyWorker;
using ActorNet.Learning.Training;

// The command as it is, but for its worker. With "gradients N" each gradient from N on, counted from 0 with the canary, has one wrong bit;
// with "sums N" only what it adds in exchanges has, from its sums N on, counted from 0.
// Usage: ActorNet.FaultyWorker gradients|sums N worker --join HOST:PORT [options]
var first = long.Parse(args[1], CultureInfo.InvariantCulture);
return await ActorNetCommand.RunAsync(args[2..], ProcessContext.Create() with
{
    Work = (options, onEvent, cancellationToken) => ClusterWorker.RunAsync(
        args[0] == "sums"
            ? options with { WrapPeerLinks = links => new SumFlippingLinks(links, first) }
            : options with { CreateComputer = (spec, samples) => new BitFlippingComputer(new GradientComputer(spec, samples), first) },
        onEvent, cancellationToken),
});
