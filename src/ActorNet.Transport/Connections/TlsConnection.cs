using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ActorNet.Transport.Security;

namespace ActorNet.Transport.Connections;

/// <summary>
/// A TLS 1.2 or 1.3 connection over another connection; both sides present a certificate of the same authority. Handshake, decryption and
/// encryption run on the threads that read and write: nothing is asynchronous, and only the two wait methods block.
/// </summary>
internal sealed class TlsConnection : Connection
{
    /// <summary>The maximum plaintext of a TLS record.</summary>
    private const int MaxRecordBytes = 16 * 1024;

    /// <summary>Plaintext encrypted per step, so that the inner connection gets several records in one call.</summary>
    private const int WriteBytes = 4 * MaxRecordBytes;

    private readonly Connection _inner;
    private readonly TlsStream _stream;
    private readonly SslStream _ssl;
    private readonly Func<Task> _startHandshake;
    private readonly Lock _readGate = new();
    private readonly Lock _writeGate = new();
    private volatile Task? _handshake;
    private string? _rejection;
    private byte[] _plaintext = [];
    private int _start;
    private int _end;
    private ValueTask<int> _read; // may span several calls; its result is taken once
    private bool _isReadPending;
    private int _pendingBytes; // bytes of the caller that are encrypted but not yet completely written to the inner connection
    private LinkClosedException? _failure;
    private bool _isDisposed;

    private TlsConnection(Connection inner, NodeCertificates certificates, string? host)
    {
        _inner = inner;
        _stream = new TlsStream(inner);
        _ssl = new SslStream(_stream, leaveInnerStreamOpen: true);
        RemoteCertificateValidationCallback accept = (_, certificate, _, _) =>
            (_rejection = certificates.Validate(certificate as X509Certificate2)) is null;
        // Started by the first read: bytes consumed here would not wake a thread that waits for the inner connection to be readable.
        _startHandshake = host is null
            ? () => _ssl.AuthenticateAsServerAsync(certificates.ServerOptions(accept))
            : () => _ssl.AuthenticateAsClientAsync(certificates.ClientOptions(host, accept));
    }

    public override EndPoint LocalEndPoint => _inner.LocalEndPoint;

    public override EndPoint RemoteEndPoint => _inner.RemoteEndPoint;

    /// <summary>The server side; reading advances the handshake.</summary>
    public static TlsConnection Accept(Connection inner, NodeCertificates certificates) => new(inner, certificates, host: null);

    /// <summary>
    /// The client side; <see cref="TryHandshake"/> advances the handshake, and nothing may be written before it is complete. Takes
    /// ownership of the inner connection.
    /// </summary>
    public static TlsConnection Connect(Connection inner, NodeCertificates certificates, string host) => new(inner, certificates, host);

    /// <summary>Advances the handshake as far as possible without blocking; returns true once it is complete.</summary>
    public bool TryHandshake()
    {
        lock (_readGate)
        {
            ThrowIfClosed();
            return AdvanceHandshake();
        }
    }

    public override bool TryRead(Span<byte> destination, out int count)
    {
        lock (_readGate)
        {
            ThrowIfClosed();
            count = 0;
            if (!AdvanceHandshake() || !TryFillBuffer())
                return false;
            count = Math.Min(destination.Length, _end - _start);
            _plaintext.AsSpan(_start, count).CopyTo(destination);
            _start += count;
            return true;
        }
    }

    public override int TryWrite(ReadOnlySpan<byte> source)
    {
        lock (_writeGate)
        {
            ThrowIfClosed();
            if (_handshake?.IsCompletedSuccessfully != true)
                return 0;
            try
            {
                var written = 0;
                while (_stream.TryFlush())
                {
                    written += _pendingBytes;
                    source = source[_pendingBytes..];
                    _pendingBytes = 0;
                    if (source.IsEmpty)
                        break;
                    var count = Math.Min(source.Length, WriteBytes);
                    _ssl.Write(source[..count]);
                    _pendingBytes = count;
                }

                return written;
            }
            catch (Exception error) when (error is not LinkClosedException)
            {
                throw Closed(error);
            }
        }
    }

    public override bool WaitReadable(TimeSpan timeout)
    {
        lock (_readGate)
        {
            ThrowIfClosed();
            // Bytes that are already decrypted or buffered do not make the inner connection readable.
            if (AdvanceHandshake() && TryFillBuffer())
                return true;
        }

        return _inner.WaitReadable(timeout);
    }

    public override void WaitWritable() => _inner.WaitWritable();

    public override void Dispose()
    {
        // Must come first: it wakes waiting threads. No thread waits while it holds a lock.
        _inner.Dispose();
        lock (_readGate)
        {
            lock (_writeGate)
            {
                _isDisposed = true;
                _ssl.Dispose();
            }
        }
    }

    private bool AdvanceHandshake()
    {
        var handshake = _handshake ??= _startHandshake();
        if (handshake.IsCompletedSuccessfully)
            return true;
        try
        {
            _stream.TryFlush();
            _stream.Pump();
        }
        catch (LinkClosedException) when (handshake.IsFaulted)
        {
            // The exception of the handshake, thrown below, says more.
        }

        return handshake.IsFaulted ? throw HandshakeFailure(handshake.Exception.InnerException!) : handshake.IsCompleted;
    }

    /// <summary>Decrypts available bytes; returns true if there are bytes to read, or the stream has ended.</summary>
    private bool TryFillBuffer()
    {
        if (_start < _end)
            return true;
        try
        {
            if (_plaintext.Length == 0)
                _plaintext = new byte[MaxRecordBytes];
            if (!_isReadPending)
                StartRead(_ssl.ReadAsync(_plaintext));
            _stream.Pump();
            if (!_read.IsCompleted)
                return false;
            _isReadPending = false;
            (_start, _end) = (0, _read.GetAwaiter().GetResult());
            return true;
        }
        catch (Exception error) when (error is not LinkClosedException)
        {
            // Remembered, since SslStream would read on after the error.
            throw _failure = Closed(error);
        }
    }

    private void StartRead(ValueTask<int> read) => (_read, _isReadPending) = (read, true);

    private LinkClosedException HandshakeFailure(Exception error)
    {
        if (_stream.FirstByte is { } first && !TlsRecord.IsRecordType(first))
        {
            // Lets the peer report that this side uses TLS. Nothing else is ever sent in plain text.
            _inner.TryWrite(TlsRecord.ProtocolVersionAlert);
            return new LinkClosedException($"{RemoteEndPoint} does not use TLS, but this side has certificates.", error);
        }

        return _rejection is { } problem
            ? new LinkClosedException($"{RemoteEndPoint} showed {problem}.", error)
            : Closed(error);
    }

    private LinkClosedException Closed(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is LinkClosedException)
                return new LinkClosedException(cause.Message, error);
        }

        return new LinkClosedException(
            _isDisposed ? $"The connection to {RemoteEndPoint} was closed on this side."
            : $"TLS with {RemoteEndPoint} failed: {error.GetBaseException().Message.TrimEnd('.')}; "
                + "are both sides' certificates of one authority?",
            error);
    }

    private void ThrowIfClosed()
    {
        if (_isDisposed)
            throw new LinkClosedException($"The connection to {RemoteEndPoint} was closed on this side.");
        if (_failure is { } failure)
            throw new LinkClosedException(failure.Message, failure);
    }
}
