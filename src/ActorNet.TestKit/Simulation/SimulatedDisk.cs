using ActorNet.Learning;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Models.Runs;

namespace ActorNet.TestKit.Simulation;

/// <summary>The checkpoints of the run, as files in memory.</summary>
internal sealed class SimulatedDisk(SimulatedCluster cluster)
{
    public const string RunId = "run";

    private const int Kept = 3;

    private readonly List<StoredFile> _files = []; // newest last
    private TrainingState? _unwritten; // the newest that the full disk has not taken
    private TimeSpan _fullUntil;

    /// <summary>A state, whose file is made when it is read: most never are. <c>Lost</c> is the share that is missing at its end.</summary>
    private sealed record StoredFile(TrainingState State, double Lost);

    /// <summary>Keeps a checkpoint; what a full disk does not take is written later.</summary>
    public void Write(TrainingState state)
    {
        if (cluster.Time.Now < _fullUntil)
        {
            _unwritten = state;
            return;
        }

        _files.Add(new StoredFile(state, Lost: 0));
        if (_files.Count > Kept)
            _files.RemoveAt(0);
    }

    /// <summary>Removes what a rewind to a step makes void, as the recorder of a run does.</summary>
    public void RemoveFrom(long step)
    {
        _files.RemoveAll(file => file.State.Step >= step);
        _unwritten = null;
    }

    public void Fill(TimeSpan duration)
    {
        if (cluster.Time.Now + duration <= _fullUntil)
            return;
        _fullUntil = cluster.Time.Now + duration;
        cluster.Time.At(_fullUntil, () =>
        {
            if (cluster.Time.Now < _fullUntil || _unwritten is not { } state)
                return;
            _unwritten = null;
            Write(state);
        });
    }

    /// <summary>The newest file loses its end.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Tear()
    {
        if (_files.Count == 0)
            return false;
        _files[^1] = _files[^1] with { Lost = cluster.Chances.Uniform(0.01, 1) };
        return true;
    }

    /// <summary>The process is gone, and with it what was not written.</summary>
    public void Forget() => _unwritten = null;

    /// <summary>
    /// The newest checkpoint that can be read, with <paramref name="missing"/> newest ones left out; null for none.
    /// </summary>
    public TrainingState? ReadNewest(int missing = 0)
    {
        for (var i = _files.Count - 1 - missing; i >= 0; i--)
        {
            try
            {
                return Read(_files[i]);
            }
            catch (InvalidInputException)
            {
                // Damaged; there may be an older one.
            }
        }

        return null;
    }

    private TrainingState Read(StoredFile file)
    {
        var dataset = DatasetDescription.Of(cluster.Scenario.Data, new DatasetRequest("simulation"));
        var run = RunDescription.Create(cluster.Scenario.Training, dataset, "simulation", DateTimeOffset.UnixEpoch) with { RunId = RunId };
        using var stream = new MemoryStream();
        CheckpointFile.Write(stream, run, file.State);
        stream.SetLength((long)(stream.Length * (1 - file.Lost)));
        stream.Position = 0;
        return CheckpointFile.Read(stream, $"step {file.State.Step}", run);
    }
}
