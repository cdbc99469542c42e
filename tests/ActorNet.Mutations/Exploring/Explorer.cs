using System.Diagnostics;
using ActorNet.TestKit.Checking;
using ActorNet.TestKit.Exploring;
using ActorNet.TestKit.Scenarios;

namespace ActorNet.Mutations.Exploring;

/// <summary>Explores the standard spaces in turn until a run fails or the time is over.</summary>
internal sealed class Explorer : IDisposable
{
    /// <summary>Far longer than any run with its shrinking: such a run hangs, and cannot be interrupted.</summary>
    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _time;
    private readonly ulong _firstSeed;
    private readonly DateTime _start = Process.GetCurrentProcess().StartTime.ToUniversalTime();
    private readonly Timer _watchdog;
    private long _runs;
    private long _startedAt; // of the current run, with its shrinking

    public Explorer(TimeSpan time, ulong firstSeed)
    {
        (_time, _firstSeed) = (time, firstSeed);
        _watchdog = new Timer(_ => EndIfHanging(), null, RunLimit / 10, RunLimit / 10);
    }

    private TimeSpan Elapsed => DateTime.UtcNow - _start;

    private ulong Seed => _firstSeed + (ulong)_runs - 1;

    private ScenarioSpace Space => ScenarioSpace.Standard[(int)(Seed % (ulong)ScenarioSpace.Standard.Count)];

    public ExplorationOutcome Explore()
    {
        while (Elapsed < _time)
        {
            _runs++;
            Volatile.Write(ref _startedAt, Stopwatch.GetTimestamp());
            try
            {
                Space.Explore(Seed, 1, Property.Standard);
            }
            catch (SimulationFailedException failed)
            {
                return Found(failed.Run.Scenario, failed.Run.Seed, failed.Violation);
            }
        }

        return new ExplorationOutcome(false, _runs, Elapsed.TotalSeconds);
    }

    public void Dispose() => _watchdog.Dispose();

    private ExplorationOutcome Found(Scenario scenario, ulong seed, string failure) => new(
        true, _runs, Elapsed.TotalSeconds, scenario.Happenings.DistinctBy(happening => happening.GroupKey).Count(),
        scenario.ToCode(seed), failure);

    private void EndIfHanging()
    {
        var startedAt = Volatile.Read(ref _startedAt);
        if (startedAt == 0 || Stopwatch.GetElapsedTime(startedAt) < RunLimit)
            return;
        Console.WriteLine(Found(Space.Draw(Seed), Seed, $"The run, or one that it was shrunk to, did not end within {RunLimit.TotalSeconds} s of real time.").ToJson());
        Environment.Exit(1);
    }
}
