using ActorNet.Computing.Requests;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.TestKit.Simulation;

/// <summary>What all simulations of one training have in common, on one thread.</summary>
internal sealed class SharedTraining
{
    [ThreadStatic]
    private static Dictionary<(TrainingSpec, Dataset), SharedTraining>? _known;

    private readonly TrainingSpec _spec;
    private readonly Dataset _data;
    private readonly Lazy<string> _weightsSha256;

    private SharedTraining(TrainingSpec spec, Dataset data)
    {
        (_spec, _data) = (spec, data);
        Plan = new MinibatchPlan(spec, data.Train.Count);
        ParameterCount = spec.Network.ParameterCount;
        Computer = CreateKernels();
        _weightsSha256 = new Lazy<string>(() => WeightsHash.Of(LocalTrainer.Train(spec, data)));
    }

    public MinibatchPlan Plan { get; }

    public int ParameterCount { get; }

    public GradientComputer Computer { get; }

    /// <summary>Of the weights that every run must end with.</summary>
    public string WeightsSha256 => _weightsSha256.Value;

    /// <summary>What answers a worker's requests on this thread, with the kernels or with a computer of a test.</summary>
    public RequestHandler CreateHandler(TimeProvider time, IGradientComputer? computer = null) => new(_spec, _data, computer ?? Computer, time);

    /// <summary>Kernels for a test that may go on on another thread.</summary>
    public GradientComputer CreateKernels() => new(_spec, _data.Train);

    public static SharedTraining Of(TrainingSpec spec, Dataset data)
    {
        _known ??= [];
        return _known.TryGetValue((spec, data), out var known) ? known : _known[(spec, data)] = new SharedTraining(spec, data);
    }
}
