using System.Net;
using ActorNet.Actors.Transport;

namespace ActorNet.Actors.Tests.Transport;

public class TensorServerTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task A_worker_says_hello_and_is_welcome()
    {
        var taken = new TaskCompletionSource<string>();
        await using var server = new TensorServer(AnyPort, new TensorServerOptions(), TimeProvider.System, Welcome, (_, reason) => taken.TrySetException(new InvalidOperationException(reason)));
        using var link = await TensorLink.ConnectAsync("localhost", server.EndPoint.Port, LinkPair.Everything(), LinkPair.Patience, default);
        link.Patience = LinkPair.Patience;
        link.Send(new FrameHeader { Kind = FrameKind.Hello }, "a token"u8);
        Assert.Equal(FrameKind.Welcome, link.Receive().Kind);
        link.EndFrame();
        Assert.Equal("a token", await taken.Task.WaitAsync(LinkPair.Patience));

        void Welcome(TensorLink worker, FrameHeader header, string token)
        {
            Assert.Equal(FrameKind.Hello, header.Kind);
            worker.Send(new FrameHeader { Kind = FrameKind.Welcome });
            taken.TrySetResult(token);
        }
    }
}
