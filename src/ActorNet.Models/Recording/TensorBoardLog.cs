using ActorNet.Models.TensorBoard;
using ActorNet.Protocol;

namespace ActorNet.Models.Recording;

/// <summary>Logs a run for TensorBoard: the scalars of each progress report and epoch, by step. Not thread-safe.</summary>
internal sealed class TensorBoardLog : IDisposable
{
    private readonly EventFile _file;
    private readonly TimeProvider _time;
    private readonly Action<string> _reportFailure;
    private bool _hasFailed;

    /// <param name="folder">TensorBoard's log folder; created if missing.</param>
    /// <param name="writer">The writer, such as machine and process: part of the file name.</param>
    /// <param name="resumedFrom">The step from which the run resumes, 0 if it restarts; null for a new run.</param>
    /// <param name="time">The clock for timestamps.</param>
    /// <param name="reportFailure">Receives one sentence when a write fails; logging stops and training continues.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    public TensorBoardLog(string folder, string writer, long? resumedFrom, TimeProvider time, Action<string> reportFailure)
    {
        (_time, _reportFailure) = (time, reportFailure);
        _file = EventFile.Create(folder, writer, time.GetUtcNow());
        if (resumedFrom is { } step)
            _file.WriteSessionStart(time.GetUtcNow(), step + 1);
    }

    public void Record(TrainingEvent trainingEvent)
    {
        if (_hasFailed)
            return;
        try
        {
            Write(trainingEvent);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _hasFailed = true;
            _reportFailure($"'{_file.Path}' cannot be written, and TensorBoard will not hear of the rest of the run: {fault.Message}");
        }
    }

    public void Dispose() => _file.Dispose();

    private void Write(TrainingEvent trainingEvent)
    {
        var now = _time.GetUtcNow();
        switch (trainingEvent)
        {
            case StepsCompleted steps:
                _file.Write(now, steps.Step,
                [
                    ("loss/minibatch", steps.Loss), ("learning rate", steps.LearningRate),
                    ("speed/samples per second", steps.SamplesPerSecond), ("speed/workers", steps.Workers.Count),
                ]);
                break;
            case EpochCompleted epoch:
                _file.Write(now, epoch.Step, ScalarsOf(epoch));
                break;
            case TrainingRewound rewound:
                _file.WriteSessionStart(now, rewound.ToStep + 1);
                break;
        }
    }

    private static IEnumerable<(string Tag, double Value)> ScalarsOf(EpochCompleted epoch)
    {
        yield return ("loss/train", epoch.TrainLoss);
        yield return ("loss/test", epoch.TestLoss);
        if (epoch.ValidationLoss is { } validationLoss)
            yield return ("loss/validation", validationLoss);
        if (epoch.TestAccuracy is { } testAccuracy)
            yield return ("accuracy/test", testAccuracy);
        if (epoch.ValidationAccuracy is { } validationAccuracy)
            yield return ("accuracy/validation", validationAccuracy);
    }
}
