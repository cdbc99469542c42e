using System.Net.Sockets;
using ActorNet.Testing;
using ActorNet.Transport.Connections;

namespace ActorNet.Transport.Tests.Connections;

public class SocketTuningTests
{
    [Fact]
    public void Supported_option_is_set()
    {
        var (near, far) = LinkPair.Sockets();
        using (near)
        using (far)
        {
            Assert.True(SocketTuning.TrySet(near, SocketOptionLevel.Tcp, SocketOptionName.NoDelay, 1));
            Assert.True(near.NoDelay);
        }
    }

    [Fact]
    public void Option_that_the_platform_lacks_is_skipped_and_the_connection_works()
    {
        var (near, far) = LinkPair.Sockets();
        using (near)
        using (far)
        {
            Assert.False(SocketTuning.TrySet(near, SocketOptionLevel.Tcp, (SocketOptionName)12345, 1));
            Assert.Equal(1, near.Send([42]));
            var received = new byte[1];
            Assert.Equal(1, far.Receive(received));
            Assert.Equal(42, received[0]);
        }
    }

    [Fact]
    public void Other_errors_are_not_swallowed()
    {
        var (near, far) = LinkPair.Sockets();
        far.Dispose();
        near.Dispose();
        Assert.Throws<ObjectDisposedException>(() => SocketTuning.TrySet(near, SocketOptionLevel.Tcp, SocketOptionName.NoDelay, 1));
    }
}
