using ActorNet.Cli.Context;
using ActorNet.Cli.Models;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Train;

/// <summary>The weights a run begins with where they are those of a model: `--init-from`.</summary>
internal static class InitialWeights
{
    /// <summary>Reads the model, if one was named, and lets the network be its own where nothing else was said.</summary>
    /// <exception cref="InvalidInputException">There is none, or it does not fit the other options.</exception>
    public static TrainRequest Resolve(TrainRequest request, CliContext context)
    {
        if (request.InitFrom is not { } name)
            return request;
        if (request.Resume is not null)
            throw new InvalidInputException("--init-from and --resume exclude each other: a run goes on with its own weights; leave out one of them.");
        // The run that is gone on with has them in its folder, and needs the model no more.
        if (BegunBefore(request, context) is { } begun)
            return request with
            {
                Spec = WithActivations(request.Spec, begun.Network) with { Network = begun.Network.Widths, InitialWeights = begun.InitialWeights },
            };
        if (request.Spec.Initializer is not null)
            throw new InvalidInputException("--init and --init-from exclude each other: weights are drawn, or those of a model; leave out one of them.");
        var spec = request.Spec;
        var source = ModelSource.Open(name, spec.Activation, spec.Output, context);
        var (network, parameters, dataset) = source.Model;
        if (spec.Network is { } asked && !asked.Equals(network.Widths))
            throw new InvalidInputException($"--network is {asked}, but the model of --init-from, '{name}', is {network.Widths}; leave out one of them.");
        spec = spec with { Network = network.Widths, InitialWeights = WeightsHash.Of(parameters) };
        // Weights of others do not tell which activations they were trained with.
        return request with { Spec = dataset is null ? spec : WithActivations(spec, network), InitialParameters = parameters };
    }

    /// <summary>The state a run begins with; null where its weights are drawn.</summary>
    public static TrainingState? StateOf(TrainRequest request, TrainingSpec spec) =>
        request.InitialParameters is { } parameters && spec.InitialWeights is not null ? TrainingState.Beginning(spec, parameters) : null;

    /// <summary>The spec of the run in --out, where it is to be gone on with and began with given weights.</summary>
    private static TrainingSpec? BegunBefore(TrainRequest request, CliContext context) =>
        request is { Continue: true, Out: { } folder } && context.FullPath(folder) is var path && RunDirectory.Exists(path)
        && RunDirectory.Open(path).Description.Spec is { InitialWeights: not null } spec
            ? spec
            : null;

    private static SpecRequest WithActivations(SpecRequest spec, NetworkSpec network) => spec with
    {
        Activation = network.HiddenActivation, Output = network.OutputActivation, Cost = spec.Cost ?? network.Cost,
    };
}
