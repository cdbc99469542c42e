using System.Globalization;
using System.Text;

namespace ActorNet.TestKit.Scenarios;

/// <summary>Scenarios as C#, to be pasted into a test.</summary>
public static class ScenarioCode
{
    private static readonly Scenario Default = new();

    /// <summary>The expression that creates and runs the scenario; the training is named if it is not <see cref="SmallTraining"/>.</summary>
    public static string ToCode(this Scenario scenario, ulong seed)
    {
        var code = new StringBuilder("new Scenario");
        var options = OptionsOf(scenario).ToList();
        code.Append(options.Count == 0 ? "()" : $" {{ {string.Join(", ", options)} }}");
        foreach (var happening in scenario.Happenings)
            code.Append("\n    ").Append(happening);
        return code.Append(CultureInfo.InvariantCulture, $"\n    .Run(seed: {seed})").ToString();
    }

    private static IEnumerable<string> OptionsOf(Scenario scenario)
    {
        if (scenario.Training != Default.Training)
            yield return $"Training = spec /* {scenario.Training.Network.Widths}, {scenario.Training.Optimizer.Kind}, batch {CSharp.Of(scenario.Training.BatchSize)} */";
        if (scenario.Data != Default.Data)
            yield return $"Data = data /* {scenario.Data.Name} */";
        if (scenario.Workers != Default.Workers)
            yield return $"Workers = {CSharp.Of(scenario.Workers)}";
        if (scenario.SliceTimes.Count > 0)
            yield return $"SliceTimes = new Dictionary<string, TimeSpan> {{ {string.Join(", ", scenario.SliceTimes.Select(each => $"[{CSharp.Of(each.Key)}] = {CSharp.Of(each.Value)}"))} }}.ToImmutableSortedDictionary()";
        if (scenario.MinWorkers != Default.MinWorkers)
            yield return $"MinWorkers = {CSharp.Of(scenario.MinWorkers)}";
        if (scenario.Topology != Default.Topology)
            yield return $"Topology = Topology.{scenario.Topology}";
        if (scenario.AuditEverySteps is { } steps)
            yield return $"AuditEverySteps = {CSharp.Of(steps)}";
        if (scenario.FailureDetection != Default.FailureDetection)
            yield return $"FailureDetection = {(scenario.FailureDetection is { } time ? CSharp.Of(time) : "null")}";
        if (scenario.Deadline != Default.Deadline)
            yield return $"Deadline = {CSharp.Of(scenario.Deadline)}";
        if (scenario.CreateComputer is not null)
            yield return "CreateComputer = createComputer";
        if (scenario.CreateRelay is not null)
            yield return "CreateRelay = createRelay";
    }
}
