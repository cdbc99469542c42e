namespace ActorNet.Data.Csv;

/// <summary>What is to be learned from a table.</summary>
public enum PredictionTask
{
    /// <summary>
    /// Classification where there is one target column and it holds texts, or at most <see cref="CsvDataset.MaxAutoClasses"/>
    /// different whole numbers; else regression.
    /// </summary>
    Auto,

    /// <summary>The target column names classes.</summary>
    Classification,

    /// <summary>The target columns hold real numbers.</summary>
    Regression,
}
