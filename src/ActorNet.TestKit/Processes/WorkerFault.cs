using System.Globalization;

namespace ActorNet.TestKit.Processes;

/// <summary>What a worker process does wrong: one bit of a number, the smallest error there is.</summary>
public sealed record WorkerFault
{
    private WorkerFault(string name, int after) => Arguments = [name, after.ToString(CultureInfo.InvariantCulture)];

    /// <summary>The arguments of ActorNet.TestWorker, before those of the command.</summary>
    internal IReadOnlyList<string> Arguments { get; }

    /// <summary>Each of its gradients has one wrong bit.</summary>
    /// <param name="after">How many are right before; the first is that of the canary, with which a worker is tested when it joins.</param>
    public static WorkerFault ComputeWrongly(int after = 0) => new("compute-wrongly", after);

    /// <summary>Its gradients are right, but each of the sums that it adds in exchanges with other workers has one wrong bit.</summary>
    /// <param name="after">How many sums are right before.</param>
    public static WorkerFault AddWrongly(int after = 0) => new("add-wrongly", after);
}
