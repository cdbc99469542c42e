using System.Globalization;
using System.Text.Json;

namespace ActorNet.Cli.Arguments;

/// <summary>The line of the console, and the group of the help, that a hyper-parameter belongs to.</summary>
internal enum HyperParameterGroup
{
    Data,
    Network,
    Training,
}

/// <summary>A row of <see cref="HyperParameters"/>.</summary>
internal abstract class HyperParameter(HyperParameterGroup group, string parameter, string name)
{
    public HyperParameterGroup Group => group;

    /// <summary>The property of the training spec, by which the library's errors name it.</summary>
    public string Parameter => parameter;

    /// <summary>The option, such as "--batch".</summary>
    public string Name { get; } = name;

    /// <summary>What precedes the value where a resumed run has another.</summary>
    public string Label { get; init; } = name;

    /// <summary>Its part of the console's line; null where it has none.</summary>
    public Func<TrainingSpec, string?> Print { get; init; } = _ => null;

    public abstract object? In(TrainingSpec spec);

    public abstract Option<Setting?> CreateOption();

    public static string Text(object? value) => value switch
    {
        null => "none",
        Enum choice => JsonNamingPolicy.KebabCaseLower.ConvertName(choice.ToString()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}

internal sealed class HyperParameter<T>(
    HyperParameterGroup group, string parameter, string name, string valueName, string help,
    Func<string, T> parse, Func<TrainingSpec, object?> get, Func<TrainingSpec, T, TrainingSpec> set)
    : HyperParameter(group, parameter, name)
    where T : notnull
{
    public override object? In(TrainingSpec spec) => get(spec);

    public override Option<Setting?> CreateOption() => OptionFactory.Parsed(Name, valueName, help, text => To(parse(text)));

    public Setting To(T value) => new(this, value, spec => set(spec, value));
}

/// <summary>A hyper-parameter that the user has set.</summary>
internal sealed record Setting(HyperParameter Parameter, object Value, Func<TrainingSpec, TrainingSpec> Apply);
