namespace ActorNet.Cli.Bench.Scaling;

/// <summary>A step as the model predicts it.</summary>
/// <param name="Workers">The number of workers; one is in the coordinator's process, more have machines of their own.</param>
/// <param name="Seconds">The time of the step.</param>
/// <param name="SpeedUp">Against one worker.</param>
internal readonly record struct PredictedStep(int Workers, double Seconds, double SpeedUp)
{
    /// <summary>The speed-up for each worker.</summary>
    public double Efficiency => SpeedUp / Workers;
}

/// <summary>The predicted steps of one topology, for each number of workers that was asked for.</summary>
internal sealed class Forecast
{
    /// <summary>More workers are not worth it for less than this.</summary>
    private const double MinGain = 0.05;

    public Forecast(StepModel model, WireTopology topology, IEnumerable<int> workers)
    {
        Topology = topology;
        Steps = [.. workers.Select(StepOf)];
        var choices = Steps.Append(StepOf(1)).ToList();
        var fastest = choices.Min(step => step.Seconds);
        Best = choices.Where(step => step.Seconds <= (1 + MinGain) * fastest).MinBy(step => step.Workers);

        PredictedStep StepOf(int count)
        {
            var seconds = count == 1 ? model.AloneSeconds : model.SecondsOf(topology, count);
            return new PredictedStep(count, seconds, model.AloneSeconds / seconds);
        }
    }

    public WireTopology Topology { get; }

    public IReadOnlyList<PredictedStep> Steps { get; }

    /// <summary>The fewest workers, of these numbers or one, whose step takes at most 5 % longer than the fastest one.</summary>
    public PredictedStep Best { get; }
}
