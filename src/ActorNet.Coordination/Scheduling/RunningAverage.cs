namespace ActorNet.Coordination.Scheduling;

/// <summary>
/// What something costs, in seconds, estimated from measurements: an exponentially weighted mean which a single measurement that is
/// far too long hardly moves.
/// </summary>
internal struct RunningAverage
{
    private const int ColdMeasurements = 3;
    private const double Weight = 1.0 / 8;
    private const double MaxRise = 2;
    private const double Least = 1e-9;

    private int _count;

    /// <summary>The estimate; 0 as long as nothing is measured.</summary>
    public double Value { get; private set; }

    /// <summary>Whether anything is measured.</summary>
    public readonly bool IsKnown => _count > 0;

    /// <summary>Takes note of a measurement. Of the first few the least counts, for whoever has just begun is slow.</summary>
    public void Add(double measured)
    {
        measured = Math.Max(measured, Least);
        if (_count == 0)
            Value = measured;
        else if (_count < ColdMeasurements)
            Value = Math.Min(Value, measured);
        else
            Value += (Math.Min(measured, MaxRise * Value) - Value) * Weight;
        _count = Math.Min(_count + 1, ColdMeasurements);
    }
}
