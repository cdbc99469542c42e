using ActorNet.Models.TensorBoard;
using ActorNet.Protocol;

namespace ActorNet.Models.Recording;

/// <summary>Tells TensorBoard of a run: scalars of each report and each epoch, by the run's steps. For one thread at a time.</summary>
internal sealed class TensorBoardLog : IDisposable
{
    private readonly EventFile _file;
    private readonly TimeProvider _time;
    private readonly Action<string> _reportFailure;
    private bool _hasFailed;

    /// <summary>Begins a file.</summary>
    /// <param name="folder">The folder that TensorBoard is to look at, made where it is missing.</param>
    /// <param name="writer">Who writes, such as machine and process: a part of the file's name.</param>
    /// <param name="goesOnFrom">The step the run goes on from, 0 where it begins again; null for a new one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onTrouble">Told in a sentence, once, when the file cannot be written any more; training goes on.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public TensorBoardLog(string folder, string writer, long? goesOnFrom, TimeProvider time, Action<string> onTrouble)
    {
        (_time, _reportFailure) = (time, onTrouble);
        _file = EventFile.Create(folder, writer, time.GetUtcNow());
        if (goesOnFrom is { } step)
            _file.WriteSessionStart(time.GetUtcNow(), step + 1);
    }

    /// <summary>Adds what is worth a scalar.</summary>
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

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Write(TrainingEvent trainingEvent)
    {
        var now = _time.GetUtcNow();
        switch (trainingEvent)
        {
            case StepsCompleted steps:
                _file.Write(now, steps.Step,
                [
                    ("loss/minibatch", steps.Loss), ("learning rate", steps.LearningRate), ("speed/samples per second", steps.SamplesPerSecond),
                    ("speed/workers", steps.Workers.Count),
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
