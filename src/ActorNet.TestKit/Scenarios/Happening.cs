using ActorNet.Learning;
using ActorNet.Learning.Training;

namespace ActorNet.TestKit.Scenarios;

/// <summary>A fault and when it happens. A fault that never happens fails the run.</summary>
public sealed record Happening(Trigger Trigger, Fault Fault)
{
    /// <summary>Happenings of one group belong together, such as a crash and the restart after it; 0 for none.</summary>
    internal int Group { get; init; }

    /// <summary>Equal for happenings that belong together.</summary>
    internal object GroupKey => Group == 0 ? this : Group;

    /// <summary>Whether the run may end before it happens.</summary>
    internal bool IsOptional { get; init; }

    internal void Validate(Scenario scenario)
    {
        var steps = new MinibatchPlan(scenario.Training, scenario.Data.Train.Count).TotalSteps;
        if (Fault is MessageFault && Trigger is not Trigger.OnMessage)
            throw InvalidInputException.Of($"Fault {Fault}", "happens to a message, and none is given", advice: "add it with Scenario.On");
        if (Trigger is Trigger.AtStep { Step: var step } && (step < 0 || step >= steps))
            throw InvalidInputException.Of(
                $"Fault {Fault}", $"is to happen at step {step}", $"the run has steps 0 to {steps - 1}");
        if (Trigger is Trigger.AtTime { Time: var time } && time < TimeSpan.Zero)
            throw InvalidInputException.Of($"Fault {Fault}", $"is to happen at {time}", "a time from 0 on");
        Fault.Validate();
        if (Fault is MessageFault.Held { Name: var name } && !scenario.Happenings.Any(other => other.Fault is NetworkFault.Released released && released.Name == name))
            throw InvalidInputException.Of($"Fault {Fault}", "is never released", advice: $"add {Fault.Release(name)}, or let the message be lost by {Fault.Drop}");
        var known = scenario.NodeNames;
        if (Trigger is Trigger.OnMessage { Message: { } message })
        {
            if (message.Kind is { } kind && !MessageKinds.All.Contains(kind))
                throw InvalidInputException.Of($"Pattern {message}", $"waits for kind '{kind}'", $"the kinds are {string.Join(", ", MessageKinds.All)}");
            if (new[] { message.From, message.To }.FirstOrDefault(node => node is not null && !known.Contains(node)) is { } absent)
                throw InvalidInputException.Of($"Pattern {message}", $"names '{absent}'", Known(known));
        }

        if (Fault.Nodes.FirstOrDefault(node => !known.Contains(node)) is { } unknown)
            throw InvalidInputException.Of(
                $"Fault {Fault}", $"names '{unknown}'", Known(known));
    }

    private static string Known(IReadOnlyList<string> nodes) =>
        $"there are {string.Join(", ", nodes.Take(5))}{(nodes.Count > 5 ? ", ..." : "")}, and those that join";

    /// <summary>The call that adds it to a scenario, in C#.</summary>
    public override string ToString() => Trigger switch
    {
        Trigger.AtTime { Time: var time } => $".At({CSharp.Of(time)}, {Fault})",
        Trigger.AtStep { Step: var step } => $".AtStep({CSharp.Of(step)}, {Fault})",
        Trigger.OnMessage { Message: var message } => $".On({message}, {Fault})",
        _ => throw new InvalidOperationException($"Unknown trigger {Trigger}."),
    };
}
