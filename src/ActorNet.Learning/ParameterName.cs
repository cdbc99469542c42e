namespace ActorNet.Learning;

/// <summary>A reference to a setting in an error's sentence; a program prints the name that its users know.</summary>
/// <param name="Name">The property or argument, such as nameof(TrainingSpec.BatchSize).</param>
public readonly record struct ParameterName(string Name)
{
    /// <summary>The name in words: "batch size".</summary>
    public string Words
    {
        get
        {
            var words = new System.Text.StringBuilder();
            for (var i = 0; i < Name.Length; i++)
            {
                // "L2" and "ACTORNET_DATA" stay as they are.
                var beginsWord = char.IsUpper(Name[i]) && i + 1 < Name.Length && char.IsLower(Name[i + 1]);
                if (beginsWord && i > 0)
                    words.Append(' ');
                words.Append(beginsWord ? char.ToLowerInvariant(Name[i]) : Name[i]);
            }

            return words.ToString();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Words;
}
