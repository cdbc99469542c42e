namespace ActorNet.Coordination.Scheduling;

/// <summary>A duration in seconds, estimated by an exponentially weighted mean that one extreme outlier hardly moves.</summary>
internal struct RunningAverage
{
    private const int ColdMeasurements = 3;
    private const double Weight = 1.0 / 8;
    private const double MaxRise = 2;
    private const double MinSeconds = 1e-9;

    private int _count;

    /// <summary>The estimate; 0 before the first measurement.</summary>
    public double Value { get; private set; }

    public readonly bool IsKnown => _count > 0;

    /// <summary>Adds a measurement. Of the first few the minimum counts, since cold workers are slow.</summary>
    public void Add(double measured)
    {
        measured = Math.Max(measured, MinSeconds);
        if (_count == 0)
            Value = measured;
        else if (_count < ColdMeasurements)
            Value = Math.Min(Value, measured);
        else
            Value += (Math.Min(measured, MaxRise * Value) - Value) * Weight;
        _count = Math.Min(_count + 1, ColdMeasurements);
    }
}
