using System.Globalization;
using ActorNet;
using ActorNet.Actors.Hosting;
using ActorNet.Cli;
using ActorNet.Learning.Training;
using ActorNet.TestWorker;
using ActorNet.Transport.Connections;

// The command as it is, but for its worker, of which one thing differs:
//   compute-wrongly N worker ...       each gradient from N on, counted from 0 with the canary, has one wrong bit
//   add-wrongly N worker ...           only what it adds in exchanges has, from its sums N on, counted from 0
//   through COORDINATOR PROXY worker ... its link to the coordinator at HOST:PORT is opened to the proxy at HOST:PORT
(Func<ClusterWorkerOptions, ClusterWorkerOptions> change, var command) = args switch
{
    ["compute-wrongly", var first, .. var rest] => (ComputeWrongly(Number(first)), rest),
    ["add-wrongly", var first, .. var rest] => (AddWrongly(Number(first)), rest),
    ["through", var coordinator, var proxy, .. var rest] => (Through(Endpoint.Parse(coordinator), Endpoint.Parse(proxy)), rest),
    _ => throw new ArgumentException($"The arguments '{string.Join(' ', args)}' do not begin as Program.cs says."),
};
return await ActorNetCommand.RunAsync(command, ProcessContext.Create() with
{
    Work = (options, onEvent, cancellationToken) => ClusterWorker.RunAsync(change(options), onEvent, cancellationToken),
});

static Func<ClusterWorkerOptions, ClusterWorkerOptions> ComputeWrongly(long first) => options => options with
{
    CreateComputer = (spec, samples) => new BitFlippingComputer(new GradientComputer(spec, samples), first),
};

static Func<ClusterWorkerOptions, ClusterWorkerOptions> AddWrongly(long first) => options => options with
{
    WrapPeerLinks = links => new SumFlippingLinks(links, first),
};

static Func<ClusterWorkerOptions, ClusterWorkerOptions> Through(Endpoint coordinator, Endpoint proxy) => options => options with
{
    RouteLink = endpoint => endpoint == coordinator ? proxy : endpoint,
};

static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
