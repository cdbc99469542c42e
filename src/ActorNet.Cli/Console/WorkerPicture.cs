using ActorNet.Computing.Serving;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorNet.Cli.Console;

/// <summary>The current activity of a worker process, in one row: it looks for a coordinator, receives data, or computes.</summary>
internal sealed class WorkerPicture(WorkerCounters counters, TimeProvider time, Profile terminal)
{
    /// <summary>Speeds are averages over about this time.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private const int BarWidth = 20;

    private readonly Lock _gate = new();
    private WorkerEvent? _event;
    private Reading _last;
    private string _speed = "";

    public void Record(WorkerEvent workerEvent)
    {
        lock (_gate)
        {
            _event = workerEvent;
            if (workerEvent is RunJoined)
                (_last, _speed) = (Read(), "");
        }
    }

    public IReadOnlyList<IReadOnlyList<Segment>> Draw()
    {
        lock (_gate)
            return [_event switch
            {
                DatasetReceived { WasCached: false } data when data.Received < data.Total => Received(data),
                RunJoined => Text(Computing()),
                CoordinatorFound or DatasetReceived => Text("Joining ..."),
                _ => Text("Looking for a coordinator ..."),
            }];
    }

    private string Computing()
    {
        var now = Read();
        var seconds = time.GetElapsedTime(_last.Time, now.Time).TotalSeconds;
        if (seconds >= Window.TotalSeconds)
        {
            var gradients = now.Gradients - _last.Gradients;
            var busy = now.ComputeTime - _last.ComputeTime;
            _speed = gradients == 0
                ? "  waiting for work"
                : Invariant($"  {(now.Samples - _last.Samples) / seconds:N0} samples/s  {busy.TotalSeconds / seconds * 100:F0} % busy")
                    + Invariant($"  {busy.TotalMilliseconds / gradients:G3} ms each");
            _last = now;
        }

        return Invariant($"Computed {now.Gradients:N0} gradients{_speed}");
    }

    private Segment[] Received(DatasetReceived data)
    {
        var done = (int)(BarWidth * data.Received / Math.Max(1, data.Total));
        return
        [
            new Segment($"Receiving data set {data.Name} "), .. TerminalText.Bar(done, BarWidth, terminal),
            new Segment(Invariant($" {data.Received / 1e6:F1} of {data.Total / 1e6:F1} MB")),
        ];
    }

    private Reading Read() => new(time.GetTimestamp(), counters.Gradients, counters.Samples, counters.ComputeTime);

    private static Segment[] Text(string text) => [new Segment(text)];

    private readonly record struct Reading(long Time, long Gradients, long Samples, TimeSpan ComputeTime);
}
