using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorNet.Testing;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Security;

namespace ActorNet.Transport.Tests.Connections;

public class TlsConnectionTests
{
    [Fact]
    public void Written_bytes_arrive_and_are_encrypted_in_transit()
    {
        var (near, far) = LinkPair.TlsConnections();
        using (near)
        using (far)
        {
            Assert.Equal(6, near.TryWrite("secret"u8));
            Assert.Equal("secret", Text(far, 6));
        }

        using var middle = new ManInTheMiddle();
        Assert.Equal(6, middle.Near.TryWrite("secret"u8));
        middle.Forward();
        Assert.Equal("secret", Text(middle.Far, 6));
        Assert.True(middle.Bytes.Count > 100);
        Assert.Equal(-1, middle.Bytes.ToArray().AsSpan().IndexOf("secret"u8));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Standard_TLS_clientCertificateswith_a_certificate_is_accepted(SslProtocols protocol)
    {
        var (near, far) = LinkPair.Sockets();
        using var connection = TlsConnection.Accept(new TcpConnection(far, far.RemoteEndPoint!), TestCertificates.Coordinator);
        await using var client = new SslStream(new NetworkStream(near, ownsSocket: true));
        var options = TestCertificates.Worker.ClientOptions(
            "localhost", (_, certificate, _, _) => TestCertificates.Worker.Validate(certificate as X509Certificate2) is null);
        options.EnabledSslProtocols = protocol;
        var handshake = client.AuthenticateAsClientAsync(options);
        Deadline.Await(() => connection.TryHandshake() & handshake.IsCompleted, "the handshake is complete");
        await handshake;
        Assert.Equal(protocol, client.SslProtocol);
        await client.WriteAsync("hello"u8.ToArray());
        Assert.Equal("hello", Text(connection, 5));
        Assert.Equal(5, connection.TryWrite("world"u8));
        var answer = new byte[5];
        await client.ReadExactlyAsync(answer).AsTask().WaitAsync(LinkPair.ResponseTimeout);
        Assert.Equal("world"u8, answer);
    }

    [Fact]
    public void Wrong_certificate_is_reported_by_either_side()
    {
        Assert.EndsWith(
            "showed a certificate of another authority.", Refusal(TestCertificates.Coordinator, TestCertificates.Stranger, ofServer: true),
            StringComparison.Ordinal);
        Assert.EndsWith(
            "showed a certificate of another authority.", Refusal(TestCertificates.Stranger, TestCertificates.Worker, ofServer: false),
            StringComparison.Ordinal);
        Assert.Contains(
            "showed a certificate that is valid from ", Refusal(TestCertificates.Coordinator, TestCertificates.Expired, ofServer: true),
            StringComparison.Ordinal);
        Assert.Contains(
            "showed a certificate that is valid from ", Refusal(TestCertificates.Expired, TestCertificates.Worker, ofServer: false),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Records_buffered_beyond_the_socket_are_readable()
    {
        var (near, far) = LinkPair.TlsConnections();
        using (near)
        using (far)
        {
            for (var i = 0; i < 3; i++)
                Assert.Equal(100, near.TryWrite(new byte[100])); // a record each
            var buffer = new byte[1];
            for (var i = 0; i < 300; i++)
            {
                Assert.True(far.WaitReadable(LinkPair.ResponseTimeout));
                Assert.True(far.TryRead(buffer, out var count));
                Assert.Equal(1, count);
            }

            Assert.False(far.TryRead(buffer, out _));
            Assert.False(far.WaitReadable(TimeSpan.FromMilliseconds(1)));
        }
    }

    [Fact]
    public void End_of_the_stream_is_read()
    {
        var (near, far) = LinkPair.TlsConnections();
        using (far)
        {
            Assert.False(near.TryRead(new byte[1], out _)); // processes the end of the handshake
            near.TryWrite("last"u8);
            near.Dispose();
            Assert.Equal("last", Text(far, 4));
            for (var i = 0; i < 2; i++)
                Deadline.Await(() => far.TryRead(new byte[1], out var count) && count == 0, "the end");
        }
    }

    [Fact]
    public void Modified_byte_closes_the_connection()
    {
        using var middle = new ManInTheMiddle();
        middle.Near.TryWrite(new byte[100]);
        middle.Forward();
        middle.Near.TryWrite(new byte[100]);
        middle.FlipsBits = true;
        middle.Forward();
        var error = Assert.Throws<LinkClosedException>(() => Text(middle.Far, 200));
        Assert.StartsWith("TLS with ", error.Message, StringComparison.Ordinal);
        Assert.Throws<LinkClosedException>(() => middle.Far.TryRead(new byte[1], out _));
    }

    [Fact]
    public void Disposed_connection_throws()
    {
        var (near, far) = LinkPair.TlsConnections();
        near.Dispose();
        near.Dispose();
        Assert.Throws<LinkClosedException>(() => near.TryRead(new byte[1], out _));
        Assert.Throws<LinkClosedException>(() => near.TryWrite(new byte[1]));
        Assert.Throws<LinkClosedException>(() => near.WaitReadable(TimeSpan.Zero));
        Assert.Throws<LinkClosedException>(near.WaitWritable);
        Assert.Throws<LinkClosedException>(() => near.TryHandshake());
        far.Dispose();
    }

    /// <summary>The error of one side about the other's certificate.</summary>
    private static string Refusal(NodeCertificates serverCertificates, NodeCertificates clientCertificates, bool ofServer)
    {
        var (near, far) = LinkPair.Connections();
        using var client = TlsConnection.Connect(near, clientCertificates, "localhost");
        using var server = TlsConnection.Accept(far, serverCertificates);
        var errors = new LinkClosedException?[2];
        Deadline.Await(
            () =>
            {
                TryRead(client, ref errors[0]);
                TryRead(server, ref errors[1]);
                if (errors[ofServer ? 1 : 0] is not null)
                    (ofServer ? server : client).Dispose();
                return errors[0] is not null && errors[1] is not null;
            },
            "both sides have failed");
        Assert.Contains(errors, error => error!.Message.Contains(" showed ", StringComparison.Ordinal));
        return errors[ofServer ? 1 : 0]!.Message;

        static void TryRead(TlsConnection connection, ref LinkClosedException? error)
        {
            try
            {
                if (error is null && connection.TryRead(new byte[1], out _))
                    error = new LinkClosedException("Bytes were read.");
            }
            catch (LinkClosedException closed)
            {
                error = closed;
            }
        }
    }

    private static string Text(TlsConnection connection, int length)
    {
        var bytes = new byte[length];
        var read = 0;
        Deadline.Await(
            () =>
            {
                if (connection.TryRead(bytes.AsSpan(read), out var count))
                    read += count;
                return read == length;
            },
            "all bytes are there");
        return Encoding.ASCII.GetString(bytes);
    }

    /// <summary>Two connections through a man in the middle, who records all bytes and may change them.</summary>
    private sealed class ManInTheMiddle : IDisposable
    {
        private readonly ScriptedConnection _near = new();
        private readonly ScriptedConnection _far = new();
        private int _fromNear;
        private int _fromFar;

        public ManInTheMiddle()
        {
            _near.MakeRoom(int.MaxValue);
            _far.MakeRoom(int.MaxValue);
            Near = TlsConnection.Connect(_near, TestCertificates.Worker, "localhost");
            Far = TlsConnection.Accept(_far, TestCertificates.Coordinator);
            Deadline.Await(() =>
                {
                    Forward();
                    return Near.TryHandshake() & Far.TryHandshake();
                },
                "both handshakes are complete");
        }

        public TlsConnection Near { get; }

        public TlsConnection Far { get; }

        public List<byte> Bytes { get; } = [];

        public bool FlipsBits { get; set; }

        public void Forward()
        {
            Forward(_near.Output, ref _fromNear, _far);
            Forward(_far.Output, ref _fromFar, _near);
        }

        public void Dispose()
        {
            Near.Dispose();
            Far.Dispose();
        }

        private void Forward(byte[] output, ref int passed, ScriptedConnection to)
        {
            var bytes = output[passed..];
            passed = output.Length;
            Bytes.AddRange(bytes);
            if (FlipsBits && bytes.Length > 0)
                bytes[^1] ^= 1;
            to.Put(bytes);
        }
    }
}
