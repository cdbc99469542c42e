using ActorNet.Data.Mnist;

namespace ActorNet.Cli.DataSets;

/// <summary>
/// Turns a download's reports into few lines: its start, and how far a file is at each quarter. Mirrors that failed are named in the
/// sentence of a download that failed, and are not reported otherwise.
/// </summary>
internal sealed class DownloadLines(Action<string> write) : IProgress<DownloadProgress>
{
    private readonly Lock _gate = new();
    private bool _connected;
    private string? _file;
    private int _quarters;

    public void Report(DownloadProgress value)
    {
        lock (_gate)
        {
            if (LineOf(value) is { } line)
                write(line);
        }
    }

    private string? LineOf(DownloadProgress report)
    {
        switch (report.Stage)
        {
            case DownloadStage.WaitingForOtherProcess:
                return $"Waiting for another process that downloads to '{Path.GetDirectoryName(report.File)}'";
            case DownloadStage.Connecting when !_connected:
                _connected = true;
                return "Asking for MNIST at its mirrors";
            case DownloadStage.Kept:
                return $"{report.File} is complete and verified, {Megabytes(report.BytesReceived)}";
            case DownloadStage.Receiving when report.BytesTotal is > 0 and var total:
                if (_file != report.File)
                    (_file, _quarters) = (report.File, 0);
                var quarters = (int)(4 * report.BytesReceived / total);
                if (quarters <= _quarters || quarters >= 4)
                    return null;
                _quarters = quarters;
                return $"{report.File} from {report.Mirror?.Host}: {Megabytes(report.BytesReceived)} of {Megabytes(total)}";
            default:
                return null;
        }
    }

    private static string Megabytes(long bytes) => Invariant($"{bytes / 1e6:F1} MB");
}
