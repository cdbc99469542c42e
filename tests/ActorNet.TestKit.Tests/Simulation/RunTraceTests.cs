using ActorNet.Testing;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;
using ActorNet.Tracing.Files;

namespace ActorNet.TestKit.Tests.Simulation;

/// <summary>Simulated runs as traces.</summary>
public class RunTraceTests
{
    [Fact]
    public void Written_trace_has_every_message_and_shows_the_reassignment()
    {
        using var folder = new TemporaryFolder();
        var run = new Scenario().AtStep(5, Fault.Crash("w2")).Run(seed: 1);
        var path = folder["run.trace"];
        run.WriteTrace(path);

        var trace = TraceFile.Read(path, path);
        Assert.Equal(run.Messages.Count, trace.Messages.Count);
        Assert.Equal(run.Messages.Select(message => message.Hash), trace.Messages.Select(message => message.Hash ?? 0));
        Assert.Contains("ComputeGradient(step 5", run.Diagram(5).ToText(), StringComparison.Ordinal);
    }
}
