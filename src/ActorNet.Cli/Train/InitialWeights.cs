using ActorNet.Cli.Models;
using ActorNet.Learning.Networks;

namespace ActorNet.Cli.Train;

/// <summary>The initial weights of a run, taken from a model: `--init-from`.</summary>
internal static class InitialWeights
{
    /// <summary>Reads the model, if one is named; the network is the model's where no option says otherwise.</summary>
    /// <exception cref="InvalidInputException">There is none, or it does not fit the other options.</exception>
    public static TrainRequest Resolve(TrainRequest request, CliContext context)
    {
        if (!request.Spec.TryGet(HyperParameters.InitialWeights, out var name))
            return request;
        if (request.Resume is not null)
            throw InvalidInputException.Of(
                "--init-from and --resume", "exclude each other: a resumed run has its own weights", advice: "leave out one of them");
        var spec = request.Spec;
        // A run that is resumed has them in its folder, and needs the model no more.
        if (BegunBefore(request, context) is { InitialWeights: { } hash } begun)
            return request with { Spec = With(spec, begun.Network, hash, hasActivations: true) };
        if (spec.Has(HyperParameters.Initializer))
            throw InvalidInputException.Of(
                "--init and --init-from", "exclude each other: weights are drawn, or are those of a model",
                advice: "leave out one of them");
        var source = ModelSource.Open(
            name, spec.TryGet(HyperParameters.HiddenActivation, out var hidden) ? hidden : null,
            spec.TryGet(HyperParameters.OutputActivation, out var output) ? output : null, context);
        var (network, parameters, dataset) = source.Model;
        if (spec.TryGet(HyperParameters.Network, out var asked) && !asked.Equals(network.Widths))
            throw new InvalidInputException("--network", asked, $"{network.Widths} with --init-from '{name}'", "leave out one of them");
        // The weights of another program do not record the activations they were trained with.
        return request with { Spec = With(spec, network, WeightsHash.Of(parameters), dataset is not null), InitialParameters = parameters };
    }

    /// <summary>The initial state of a run; null where its weights are drawn.</summary>
    public static TrainingState? StateOf(TrainRequest request, TrainingSpec spec) =>
        request.InitialParameters is { } parameters && spec.InitialWeights is not null ? TrainingState.Beginning(spec, parameters) : null;

    /// <summary>The spec of the run in --out, if it is to be resumed and began with given weights.</summary>
    private static TrainingSpec? BegunBefore(TrainRequest request, CliContext context) =>
        request is { Continue: true, Out: { } folder } && context.FullPath(folder) is var path && RunDirectory.Exists(path)
        && RunDirectory.Open(path).Description.Spec is { InitialWeights: not null } spec
            ? spec
            : null;

    private static SpecRequest With(SpecRequest spec, NetworkSpec network, string hash, bool hasActivations)
    {
        spec = spec.With(HyperParameters.Network.To(network.Widths), HyperParameters.InitialWeights.To(hash));
        if (!hasActivations)
            return spec;
        if (!spec.Has(HyperParameters.Cost))
            spec = spec.With(HyperParameters.Cost.To(network.Cost));
        return spec.With(
            HyperParameters.HiddenActivation.To(network.HiddenActivation), HyperParameters.OutputActivation.To(network.OutputActivation));
    }
}
