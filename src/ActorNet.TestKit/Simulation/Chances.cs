using ActorNet.Learning.Numerics;

namespace ActorNet.TestKit.Simulation;

/// <summary>Everything random in a simulation, from its seed.</summary>
internal sealed class Chances(ulong seed, uint stream = Chances.SimulationStream)
{
    /// <summary>What a simulation draws; what a scenario is drawn from is another stream of the same seed.</summary>
    public const uint SimulationStream = 1;

    private static readonly TimeSpan[] Magnitudes =
        [TimeSpan.FromMicroseconds(10), TimeSpan.FromMicroseconds(100), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10)];

    private readonly SeededRandom _random = new(seed, RandomPurpose.Generation, stream);

    /// <summary>From 0 to <paramref name="bound"/>, without it.</summary>
    public int Next(int bound) => _random.NextInt(bound);

    public bool With(double probability) => _random.NextFloat() < probability;

    public double Uniform(double min, double max) => min + _random.NextFloat() * (max - min);

    public TimeSpan Uniform(TimeSpan min, TimeSpan max) => min + (max - min) * _random.NextFloat();

    public T Of<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];

    /// <summary>How long a message takes: a tenth of a millisecond to one.</summary>
    public TimeSpan Latency() => TimeSpan.FromTicks((long)Uniform(1_000, 10_000));

    /// <summary>How long a worker computes a slice: a hundredth of a millisecond to a tenth of a second, each power of ten as often.</summary>
    public TimeSpan SliceTime() => Of(Magnitudes) * Math.Round(Uniform(1, 10), 2);
}
