using ActorNet.Cli.Inference;
using ActorNet.Learning;
using ActorNet.Learning.Training;

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
        var spec = request.Spec;
        var source = ModelSource.Open(name, spec.Activation, spec.Output, context);
        var (network, parameters, dataset) = source.Model;
        if (spec.Network is { } asked && !asked.Equals(network.Widths))
            throw new InvalidInputException($"--network is {asked}, but the model of --init-from, '{name}', is {network.Widths}; leave out one of them.");
        spec = spec with { Network = network.Widths, InitialWeights = WeightsHash.Of(parameters) };
        // Weights of others do not tell which activations they were trained with.
        if (dataset is not null)
            spec = spec with { Activation = network.HiddenActivation, Output = network.OutputActivation, Cost = spec.Cost ?? network.Cost };
        return request with { Spec = spec, InitialParameters = parameters };
    }

    /// <summary>The state a run begins with; null where its weights are drawn.</summary>
    public static TrainingState? StateOf(TrainRequest request, TrainingSpec spec) =>
        request.InitialParameters is { } parameters && spec.InitialWeights is not null ? TrainingState.Beginning(spec, parameters) : null;
}
