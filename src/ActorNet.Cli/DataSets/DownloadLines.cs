using System.Globalization;
using ActorNet.Data.Mnist;

namespace ActorNet.Cli.DataSets;

/// <summary>Turns a download's reports into few lines: where a file comes from, how far it is at each quarter, what failed.</summary>
internal sealed class DownloadLines(Action<string> write) : IProgress<DownloadProgress>
{
    private readonly Lock _gate = new();
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
            case DownloadStage.MirrorFailed:
                return $"{report.Mirror?.Host} did not send {report.File}: {report.Detail}";
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

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB");
}
