namespace ActorNet.Data.Csv;

/// <summary>The prediction task of a table.</summary>
public enum PredictionTask
{
    /// <summary>
    /// Classification if there is one target column and it holds text, or at most 20 distinct integers and at least twice
    /// as many rows; otherwise regression.
    /// </summary>
    Auto,

    /// <summary>The target column names classes.</summary>
    Classification,

    /// <summary>The target columns hold real numbers.</summary>
    Regression,
}
