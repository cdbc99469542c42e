using System.Collections.Immutable;
using ActorNet.Models.Datasets;

namespace ActorNet.Cli.Train;

/// <summary>What the user has set of the training spec; the rest has its defaults.</summary>
internal sealed class SpecRequest
{
    private ImmutableDictionary<HyperParameter, Setting> _settings = ImmutableDictionary<HyperParameter, Setting>.Empty;

    public TrainingPreset? Preset { get; init; }

    public IEnumerable<Setting> Settings => _settings.Values;

    public bool Has(HyperParameter parameter) => _settings.ContainsKey(parameter);

    public bool TryGet<T>(HyperParameter<T> parameter, out T value) where T : notnull
    {
        var isSet = _settings.TryGetValue(parameter, out var setting);
        value = isSet ? (T)setting!.Value : default!;
        return isSet;
    }

    public SpecRequest With(params IEnumerable<Setting> settings) => new()
    {
        Preset = Preset, _settings = _settings.SetItems(settings.Select(setting => KeyValuePair.Create(setting.Parameter, setting))),
    };

    public SpecRequest WithPreset(TrainingPreset? preset) => new() { Preset = preset, _settings = _settings };

    /// <summary>The spec with everything that is set.</summary>
    public TrainingSpec ApplyTo(TrainingSpec spec) => Settings.Aggregate(spec, (result, setting) => setting.Apply(result));

    /// <summary>
    /// The options that differ from those of an existing run, each as "--batch 64 (the run has 128)": any of them would lead to other
    /// weights. Epochs are not compared, since they may grow.
    /// </summary>
    public IReadOnlyList<string> DifferencesFrom(DatasetRequest data, RunDescription run)
    {
        var known = run.Dataset.Request;
        return
        [
            .. from parameter in HyperParameters.All
               from setting in Settings
               where setting.Parameter == parameter && parameter != HyperParameters.Epochs && !setting.Value.Equals(parameter.In(run.Spec))
               select Difference(parameter.Label, setting.Value, parameter.In(run.Spec)),
            .. data.Target is { } target && target != known.Target ? [Difference("--target", target, known.Target)] : Array.Empty<string>(),
            .. data.Task is { } task && task != known.Task ? [Difference("--task", task, known.Task)] : Array.Empty<string>(),
        ];
    }

    private static string Difference(string label, object wanted, object? actual) =>
        $"{label} {HyperParameter.Text(wanted)} (the run has {HyperParameter.Text(actual)})";
}
