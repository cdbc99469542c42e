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
    public void What_is_written_arrives_and_is_not_to_be_seen_on_the_way()
    {
        var (near, far) = LinkPair.TlsConnections();
        using (near)
        using (far)
        {
            Assert.Equal(6, near.TryWrite("secret"u8));
            Assert.Equal("secret", Text(far, 6));
        }

        using var seen = new Eavesdropped();
        Assert.Equal(6, seen.Near.TryWrite("secret"u8));
        seen.Pass();
        Assert.Equal("secret", Text(seen.Far, 6));
        Assert.True(seen.Bytes.Count > 100);
        Assert.Equal(-1, seen.Bytes.ToArray().AsSpan().IndexOf("secret"u8));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Any_client_of_TLS_with_a_certificate_is_understood(SslProtocols protocol)
    {
        var (near, far) = LinkPair.Sockets();
        using var wire = TlsConnection.Accept(new TcpConnection(far, far.RemoteEndPoint!), TestCertificates.Coordinator);
        await using var client = new SslStream(new NetworkStream(near, ownsSocket: true));
        var options = TestCertificates.Worker.ClientOptions("localhost", (_, shown, _, _) => TestCertificates.Worker.Validate(shown as X509Certificate2) is null);
        options.EnabledSslProtocols = protocol;
        var handshake = client.AuthenticateAsClientAsync(options);
        Deadline.Await(() => wire.TryHandshake() & handshake.IsCompleted, "the hands are shaken");
        await handshake;
        Assert.Equal(protocol, client.SslProtocol);
        await client.WriteAsync("hello"u8.ToArray());
        Assert.Equal("hello", Text(wire, 5));
        Assert.Equal(5, wire.TryWrite("world"u8));
        var answer = new byte[5];
        await client.ReadExactlyAsync(answer).AsTask().WaitAsync(LinkPair.ResponseTimeout);
        Assert.Equal("world"u8, answer);
    }

    [Fact]
    public void Side_without_the_right_certificate_is_told_apart_and_told_so()
    {
        Assert.EndsWith("showed a certificate of another authority.", Refusal(TestCertificates.Coordinator, TestCertificates.Stranger, ofServer: true), StringComparison.Ordinal);
        Assert.EndsWith("showed a certificate of another authority.", Refusal(TestCertificates.Stranger, TestCertificates.Worker, ofServer: false), StringComparison.Ordinal);
        Assert.Contains("showed a certificate that is valid from ", Refusal(TestCertificates.Coordinator, TestCertificates.Expired, ofServer: true), StringComparison.Ordinal);
        Assert.Contains("showed a certificate that is valid from ", Refusal(TestCertificates.Expired, TestCertificates.Worker, ofServer: false), StringComparison.Ordinal);
    }

    [Fact]
    public void What_came_with_what_was_read_is_no_news_to_the_socket_and_is_read_all_the_same()
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
    public void End_of_the_stream_is_read_as_such()
    {
        var (near, far) = LinkPair.TlsConnections();
        using (far)
        {
            Assert.False(near.TryRead(new byte[1], out _)); // it has seen the handshake's end
            near.TryWrite("last"u8);
            near.Dispose();
            Assert.Equal("last", Text(far, 4));
            for (var i = 0; i < 2; i++)
                Deadline.Await(() => far.TryRead(new byte[1], out var count) && count == 0, "the end");
        }
    }

    [Fact]
    public void Changed_byte_on_the_way_ends_the_connection()
    {
        using var seen = new Eavesdropped();
        seen.Near.TryWrite(new byte[100]);
        seen.Pass();
        seen.Near.TryWrite(new byte[100]);
        seen.FlipsBits = true;
        seen.Pass();
        var error = Assert.Throws<LinkClosedException>(() => Text(seen.Far, 200));
        Assert.StartsWith("TLS with ", error.Message, StringComparison.Ordinal);
        Assert.Throws<LinkClosedException>(() => seen.Far.TryRead(new byte[1], out _));
    }

    [Fact]
    public void Disposed_wire_says_so()
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

    /// <summary>What one side says of the other's certificate.</summary>
    private static string Refusal(NodeCertificates ofListener, NodeCertificates ofCaller, bool ofServer)
    {
        var (near, far) = LinkPair.Connections();
        using var client = TlsConnection.Connect(near, ofCaller, "localhost");
        using var server = TlsConnection.Accept(far, ofListener);
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
            "both sides have given up");
        Assert.Contains(errors, error => error!.Message.Contains(" showed ", StringComparison.Ordinal));
        return errors[ofServer ? 1 : 0]!.Message;

        static void TryRead(TlsConnection wire, ref LinkClosedException? error)
        {
            try
            {
                if (error is null && wire.TryRead(new byte[1], out _))
                    error = new LinkClosedException("It has read something.");
            }
            catch (LinkClosedException closed)
            {
                error = closed;
            }
        }
    }

    private static string Text(TlsConnection wire, int length)
    {
        var bytes = new byte[length];
        var read = 0;
        Deadline.Await(
            () =>
            {
                if (wire.TryRead(bytes.AsSpan(read), out var count))
                    read += count;
                return read == length;
            },
            "all bytes are there");
        return Encoding.ASCII.GetString(bytes);
    }

    /// <summary>Two wires that are connected by somebody who sees all, and may change it.</summary>
    private sealed class Eavesdropped : IDisposable
    {
        private readonly ScriptedConnection _near = new();
        private readonly ScriptedConnection _far = new();
        private int _fromNear;
        private int _fromFar;

        public Eavesdropped()
        {
            _near.MakeRoom(int.MaxValue);
            _far.MakeRoom(int.MaxValue);
            Near = TlsConnection.Connect(_near, TestCertificates.Worker, "localhost");
            Far = TlsConnection.Accept(_far, TestCertificates.Coordinator);
            Deadline.Await(() =>
                {
                    Pass();
                    return Near.TryHandshake() & Far.TryHandshake();
                },
                "both sides have shaken hands");
        }

        public TlsConnection Near { get; }

        public TlsConnection Far { get; }

        public List<byte> Bytes { get; } = [];

        public bool FlipsBits { get; set; }

        public void Pass()
        {
            Pass(_near.Output, ref _fromNear, _far);
            Pass(_far.Output, ref _fromFar, _near);
        }

        public void Dispose()
        {
            Near.Dispose();
            Far.Dispose();
        }

        private void Pass(byte[] output, ref int passed, ScriptedConnection to)
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
