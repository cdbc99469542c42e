using System.Globalization;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using ActorNet.Tracing.Files;

namespace ActorNet.Tracing.Recording;

/// <summary>
/// Records the messages of a run in a file. Recording appends to a buffer, and a thread of its own encodes and writes: training never
/// waits for the disk. What finds the buffer full, or the disk, is left out and counted; <see cref="Complete"/> reports it.
/// </summary>
internal sealed class TraceRecorder : IDisposable
{
    /// <summary>Messages that may wait to be written: some seconds of a usual run, and a fifth of a second of the smallest networks.</summary>
    public const int Capacity = 1 << 14;

    /// <summary>The longest time between two writes.</summary>
    private static readonly TimeSpan WriteInterval = TimeSpan.FromMilliseconds(200);

    private readonly object _gate = new();
    private readonly TraceHeader _header;
    private readonly Stream _file;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly long _beganAt;
    private readonly TraceEncoder _encoder;
    private readonly OpenRequests _openRequests = new();
    private readonly Thread _thread;
    private TraceEntry[] _waiting = new TraceEntry[Capacity];
    private TraceEntry[] _writing = new TraceEntry[Capacity];
    private int _count;
    private long _leftOut;
    private bool _isComplete;
    private long _written; // messages, and
    private long _length; // bytes, of what is written whole
    private bool _hasEnd;
    private Exception? _failure;

    /// <summary>Begins a trace and its thread.</summary>
    /// <param name="file">The file, empty and without a buffer; closed by <see cref="Complete"/>.</param>
    /// <param name="name">Its name in sentences.</param>
    /// <param name="header">What it is a trace of.</param>
    /// <param name="time">The clock of the messages.</param>
    public TraceRecorder(Stream file, string name, TraceHeader header, TimeProvider time)
    {
        (_file, _name, _header, _time) = (file, name, header, time);
        _beganAt = time.GetTimestamp();
        _encoder = new TraceEncoder(header);
        _thread = new Thread(RunWriterThread) { IsBackground = true, Name = "trace" };
        _thread.Start();
    }

    public int HashedSteps => _header.HashedSteps;

    /// <summary>
    /// Records a message, which is sent or received now. For any thread; does not block. <paramref name="round"/> is null for a message that
    /// belongs to none, <paramref name="incarnation"/> the coordinator's fencing number.
    /// </summary>
    public void Record(
        string kind, string from, string to, int incarnation, RoundId? round, SliceRange? slices, long bytes, ulong? hash)
    {
        lock (_gate)
        {
            if (_isComplete || _count == Capacity)
            {
                _leftOut++;
                return;
            }

            var now = _time.GetElapsedTime(_beganAt);
            _waiting[_count++] = new TraceEntry(
                kind, from, to, _header.RunId, incarnation, round?.Kind, round?.Step, slices, bytes, now, now, hash);
            if (_count == Capacity / 2)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>Writes what is left, ends the file and the thread.</summary>
    /// <returns>A sentence about what was left out; null if the trace is complete.</returns>
    public string? Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        var reason = _failure?.Message.TrimEnd('.') ?? "the disk was too slow";
        if (!_hasEnd)
            return $"Trace '{_name}' cannot be read, since its end could not be written ({reason}); the run itself is not affected.";
        return _leftOut == 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"Trace '{_name}' lacks {_leftOut:N0} of {_leftOut + _written:N0} messages ({reason}); the run itself is not affected.");
    }

    public void Dispose() => Complete();

    private void RunWriterThread()
    {
        try
        {
            Write(0);
            while (TakeWaiting() is var count && count >= 0)
                Write(count);
            End();
        }
        catch (Exception fault)
        {
            // Nothing that goes wrong here may end the run: the trace has no end, which Complete reports.
            _failure ??= fault;
        }
    }

    /// <returns>The number of messages to write; -1 at the end.</returns>
    private int TakeWaiting()
    {
        lock (_gate)
        {
            if (!_isComplete && _count < Capacity / 2)
                Monitor.Wait(_gate, WriteInterval);
            if (_isComplete && _count == 0)
                return -1;
            var count = _count;
            (_waiting, _writing, _count) = (_writing, _waiting, 0);
            return count;
        }
    }

    /// <summary>Writes messages; from the first failure on it only counts them.</summary>
    private void Write(int count)
    {
        if (_failure is not null)
        {
            LeaveOut(count);
            return;
        }

        foreach (ref readonly var message in _writing.AsSpan(0, count))
        {
            var lost = _openRequests.Add(message, _encoder.Messages);
            _encoder.Write(message);
            foreach (var number in lost)
                _encoder.WriteLost(number);
        }

        if (TryWritePending())
            _written += count;
        else
            LeaveOut(count);
    }

    private void LeaveOut(long count)
    {
        lock (_gate)
            _leftOut += count;
    }

    private bool TryWritePending()
    {
        try
        {
            _file.Write(_encoder.Pending);
            _length += _encoder.Pending.Length;
            _encoder.Clear();
            return true;
        }
        catch (Exception fault) when (IsOfFile(fault))
        {
            _failure ??= fault;
            _encoder.Discard();
            return false;
        }
    }

    /// <summary>Removes what was written in part, and ends the file; that needs less room than what was removed.</summary>
    private void End()
    {
        try
        {
            if (_failure is not null)
            {
                _file.SetLength(_length);
                _file.Position = _length;
            }

            _encoder.WriteEnd(_leftOut);
            _file.Write(_encoder.Pending);
            _file.Dispose();
            _hasEnd = true;
        }
        catch (Exception fault) when (IsOfFile(fault))
        {
            _failure ??= fault;
            _file.Dispose();
        }
    }

    /// <summary>A pipe, for example, cannot be shortened.</summary>
    private static bool IsOfFile(Exception fault) => fault is IOException or UnauthorizedAccessException or NotSupportedException;
}
