using ActorNet.Learning.Networks;

namespace ActorNet.Learning.Tests.Networks;

/// <summary>Every hidden activation with every trainable combination of output and cost.</summary>
internal static class Combinations
{
    public static readonly Activation[] Hidden =
        [Activation.Sigmoid, Activation.Tanh, Activation.Relu, Activation.Softplus, Activation.Identity, Activation.Softmax];

    public static readonly (Activation Output, Cost Cost)[] Outputs =
    [
        (Activation.Sigmoid, Cost.Quadratic), (Activation.Tanh, Cost.Quadratic), (Activation.Identity, Cost.Quadratic),
        (Activation.Softplus, Cost.Quadratic), (Activation.Relu, Cost.Quadratic), (Activation.Softmax, Cost.Quadratic),
        (Activation.Sigmoid, Cost.CrossEntropy), (Activation.Softmax, Cost.NegativeLogLikelihood),
    ];

    public static TheoryData<Activation, Activation, Cost> All()
    {
        var data = new TheoryData<Activation, Activation, Cost>();
        foreach (var hidden in Hidden)
            foreach (var (output, cost) in Outputs)
                data.Add(hidden, output, cost);
        return data;
    }
}
