using System.Collections.Immutable;
using ActorNet.Cli.Arguments;
using ActorNet.Learning.Training;

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
}
