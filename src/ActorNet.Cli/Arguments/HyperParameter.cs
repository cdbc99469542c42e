using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ActorNet.Learning.Training;

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

    /// <summary>Its value in a spec.</summary>
    public abstract object? In(TrainingSpec spec);

    /// <summary>A new option, whose value is a <see cref="Setting"/>.</summary>
    public abstract Option<Setting?> CreateOption();

    /// <summary>How a value is printed.</summary>
    public static string Text(object? value) => value switch
    {
        null => "none",
        Enum choice => JsonNamingPolicy.KebabCaseLower.ConvertName(choice.ToString()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}

/// <summary>A hyper-parameter with values of type <typeparamref name="T"/>.</summary>
/// <param name="group">Where it is shown.</param>
/// <param name="parameter">The property of the training spec.</param>
/// <param name="name">The option.</param>
/// <param name="valueName">What the help calls its value.</param>
/// <param name="help">What it does, and its default in brackets.</param>
/// <param name="parse">Reads a value, or throws.</param>
/// <param name="get">Takes the value from a spec.</param>
/// <param name="set">Puts a value into a spec.</param>
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
