namespace ActorNet.Data.Csv;

/// <summary>What is to be learned from a table.</summary>
public enum PredictionTask
{
    /// <summary>
    /// Classification where there is one target column and it holds texts, or at most 20 different whole numbers and at
    /// least twice as many rows; else regression.
    /// </summary>
    Auto,

    /// <summary>The target column names classes.</summary>
    Classification,

    /// <summary>The target columns hold real numbers.</summary>
    Regression,
}
