using ActorNet.Coordination.Messages;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Simulation;

/// <summary>Which faults are still to come. Those that happen to nodes are passed on, and happen after the current event.</summary>
internal sealed class FaultSchedule
{
    private readonly VirtualTime _time;
    private readonly Action<Happening> _apply;
    private readonly Action<Exception> _onError;
    private readonly List<Happening> _waiting; // for a step or a message
    private readonly Dictionary<Happening, int> _passed = new(ReferenceEqualityComparer.Instance);
    private readonly List<Happening> _timed;

    public FaultSchedule(IReadOnlyList<Happening> happenings, VirtualTime time, Action<Happening> apply, Action<Exception> onError)
    {
        (_time, _apply, _onError) = (time, apply, onError);
        _waiting = [.. happenings.Where(happening => happening.Trigger is not Trigger.AtTime)];
        _timed = [.. happenings.Where(happening => happening.Trigger is Trigger.AtTime)];
        foreach (var happening in _timed.ToList())
        {
            time.At(((Trigger.AtTime)happening.Trigger).Time, () =>
            {
                _timed.Remove(happening);
                Apply(happening);
            });
        }
    }

    /// <summary>The faults that have not happened.</summary>
    public IEnumerable<Happening> Remaining => [.. _waiting, .. _timed];

    /// <summary>When the last fault so far happened.</summary>
    public TimeSpan LastAt { get; private set; }

    /// <summary>Faults that happen to a message which is sent now.</summary>
    public IReadOnlyList<MessageFault> OnSend(SimulatedMessage message)
    {
        if (_waiting.Count == 0)
            return [];
        List<MessageFault>? faults = null;
        foreach (var happening in _waiting.Where(happening => IsDue(happening, message)).ToList())
        {
            _waiting.Remove(happening);
            LastAt = _time.Now;
            if (happening.Fault is MessageFault fault)
                (faults ??= []).Add(fault);
            else
                _time.At(_time.Now, () => Apply(happening));
        }

        return faults ?? [];
    }

    private bool IsDue(Happening happening, SimulatedMessage message)
    {
        if (happening.Trigger is Trigger.AtStep { Step: var step })
            return message is { Kind: nameof(ComputeGradient), Round.Kind: RoundKind.Gradient } && message.Step >= step;
        var pattern = ((Trigger.OnMessage)happening.Trigger).Message;
        try
        {
            if (!pattern.Fits(message))
                return false;
        }
        catch (Exception error)
        {
            // The actor that sends the message would be stopped, and the run go on without a word.
            _onError(new InvalidOperationException($"Pattern {pattern} failed for message '{message}'.", error));
            return false;
        }

        var passed = _passed.GetValueOrDefault(happening);
        _passed[happening] = passed + 1;
        return passed == pattern.After;
    }

    private void Apply(Happening happening)
    {
        LastAt = _time.Now;
        _apply(happening);
    }
}
