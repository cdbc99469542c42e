using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ActorNet.Transport.Security;

namespace ActorNet.Transport.Connections;

/// <summary>
/// A wire inside another, by TLS 1.2 or 1.3, on which both sides have shown a certificate of the same authority. Handshake, decryption and encryption happen
/// on the threads that read and write, when the inner wire has or takes something: nothing is asynchronous, and nothing waits but in the two methods that say so.
/// </summary>
internal sealed class TlsConnection : Connection
{
    /// <summary>The longest record.</summary>
    private const int RecordBytes = 16 * 1024;

    /// <summary>Encrypted at once, so that the inner wire is given several records in one call.</summary>
    private const int WriteBytes = 4 * RecordBytes;

    private readonly Connection _wire;
    private readonly TlsStream _encrypted;
    private readonly SslStream _tls;
    private readonly Func<Task> _shakeHands;
    private readonly Lock _readGate = new();
    private readonly Lock _writeGate = new();
    private volatile Task? _handshake;
    private string? _rejection;
    private byte[] _plain = [];
    private int _start;
    private int _end;
    private ValueTask<int> _reading; // under way over several calls, and its result taken once
    private bool _isReading;
    private int _underWay; // bytes of the caller's that are encrypted, but not all on the inner wire
    private LinkClosedException? _broken;
    private bool _isDisposed;

    private TlsConnection(Connection wire, NodeCertificates certificates, string? host)
    {
        _wire = wire;
        _encrypted = new TlsStream(wire);
        _tls = new SslStream(_encrypted, leaveInnerStreamOpen: true);
        RemoteCertificateValidationCallback accept = (_, shown, _, _) => (_rejection = certificates.Validate(shown as X509Certificate2)) is null;
        // Not yet: who waits for the inner wire to be readable would never hear of what is read here.
        _shakeHands = host is null
            ? () => _tls.AuthenticateAsServerAsync(certificates.ServerOptions(accept))
            : () => _tls.AuthenticateAsClientAsync(certificates.ClientOptions(host, accept));
    }

    /// <inheritdoc/>
    public override EndPoint LocalEndPoint => _wire.LocalEndPoint;

    /// <inheritdoc/>
    public override EndPoint RemoteEndPoint => _wire.RemoteEndPoint;

    /// <summary>Takes a connection; the handshake goes on whenever it is tried to read.</summary>
    public static TlsConnection Accept(Connection wire, NodeCertificates certificates) => new(wire, certificates, host: null);

    /// <summary>Opens a connection; the handshake goes on in <see cref="TryHandshake"/>, before which nothing is to be written.</summary>
    /// <param name="wire">The inner wire, which this one disposes of.</param>
    /// <param name="certificates">What to show, and what to demand.</param>
    /// <param name="host">Whom it is opened to.</param>
    public static TlsConnection Connect(Connection wire, NodeCertificates certificates, string host) => new(wire, certificates, host);

    /// <summary>Does what can be done of the handshake without waiting.</summary>
    /// <returns>Whether it is over.</returns>
    /// <exception cref="LinkClosedException">It has failed, or the wire is disposed of.</exception>
    public bool TryHandshake()
    {
        lock (_readGate)
        {
            ThrowIfEnded();
            return AdvanceHandshake();
        }
    }

    /// <inheritdoc/>
    public override bool TryRead(Span<byte> destination, out int count)
    {
        lock (_readGate)
        {
            ThrowIfEnded();
            count = 0;
            if (!AdvanceHandshake() || !TryFillBuffer())
                return false;
            count = Math.Min(destination.Length, _end - _start);
            _plain.AsSpan(_start, count).CopyTo(destination);
            _start += count;
            return true;
        }
    }

    /// <inheritdoc/>
    public override int TryWrite(ReadOnlySpan<byte> source)
    {
        lock (_writeGate)
        {
            ThrowIfEnded();
            if (_handshake?.IsCompletedSuccessfully != true)
                return 0;
            try
            {
                var written = 0;
                while (_encrypted.TryFlush())
                {
                    written += _underWay;
                    source = source[_underWay..];
                    _underWay = 0;
                    if (source.IsEmpty)
                        break;
                    var count = Math.Min(source.Length, WriteBytes);
                    _tls.Write(source[..count]);
                    _underWay = count;
                }

                return written;
            }
            catch (Exception error) when (error is not LinkClosedException)
            {
                throw Broken(error);
            }
        }
    }

    /// <inheritdoc/>
    public override bool WaitReadable(TimeSpan timeout)
    {
        lock (_readGate)
        {
            ThrowIfEnded();
            // What is decrypted, or has come and is not, is no news to the inner wire.
            if (AdvanceHandshake() && TryFillBuffer())
                return true;
        }

        return _wire.WaitReadable(timeout);
    }

    /// <inheritdoc/>
    public override void WaitWritable() => _wire.WaitWritable();

    /// <inheritdoc/>
    public override void Dispose()
    {
        // First of all, since it ends the waiting; nobody waits inside of the gates.
        _wire.Dispose();
        lock (_readGate)
        {
            lock (_writeGate)
            {
                _isDisposed = true;
                _tls.Dispose();
            }
        }
    }

    private bool AdvanceHandshake()
    {
        var handshake = _handshake ??= _shakeHands();
        if (handshake.IsCompletedSuccessfully)
            return true;
        try
        {
            _encrypted.TryFlush();
            _encrypted.Pump();
        }
        catch (LinkClosedException) when (handshake.IsFaulted)
        {
            // Why it has failed says more.
        }

        return handshake.IsFaulted ? throw HandshakeFailed(handshake.Exception.InnerException!) : handshake.IsCompleted;
    }

    /// <summary>Whether there is something to read: bytes, or the end.</summary>
    private bool TryFillBuffer()
    {
        if (_start < _end)
            return true;
        try
        {
            if (_plain.Length == 0)
                _plain = new byte[RecordBytes];
            if (!_isReading)
                BeginRead(_tls.ReadAsync(_plain));
            _encrypted.Pump();
            if (!_reading.IsCompleted)
                return false;
            _isReading = false;
            (_start, _end) = (0, _reading.GetAwaiter().GetResult());
            return true;
        }
        catch (Exception error) when (error is not LinkClosedException)
        {
            // TLS itself would wait for more, as if nothing had been.
            throw _broken = Broken(error);
        }
    }

    private void BeginRead(ValueTask<int> reading) => (_reading, _isReading) = (reading, true);

    private LinkClosedException HandshakeFailed(Exception error)
    {
        if (_encrypted.FirstByte is { } first && !TlsRecord.IsRecordType(first))
        {
            // It may know that this is TLS, and say so to its user. It is all that is ever said in plain text.
            _wire.TryWrite(TlsRecord.ProtocolVersionAlert);
            return new LinkClosedException($"{RemoteEndPoint} speaks no TLS, for which this side was given certificates.", error);
        }

        return _rejection is { } wrong
            ? new LinkClosedException($"{RemoteEndPoint} showed {wrong}.", error)
            : Broken(error);
    }

    private LinkClosedException Broken(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is LinkClosedException)
                return new LinkClosedException(cause.Message, error);
        }

        return new LinkClosedException(
            _isDisposed ? $"The connection to {RemoteEndPoint} was closed on this side."
            : $"TLS with {RemoteEndPoint} failed: {error.GetBaseException().Message.TrimEnd('.')}; are both sides' certificates of one authority?",
            error);
    }

    private void ThrowIfEnded()
    {
        if (_isDisposed)
            throw new LinkClosedException($"The connection to {RemoteEndPoint} was closed on this side.");
        if (_broken is { } broken)
            throw new LinkClosedException(broken.Message, broken);
    }
}
