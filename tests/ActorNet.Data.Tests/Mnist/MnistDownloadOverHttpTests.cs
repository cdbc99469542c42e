using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorNet.Data.Mnist;

namespace ActorNet.Data.Tests.Mnist;

/// <summary>Tests the download against a local server, to include the HTTP client's behaviour.</summary>
public sealed class MnistDownloadOverHttpTests : IDisposable
{
    private readonly DownloadFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Interrupted_connection_is_resumed_with_a_range_request()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var mirror = new Uri($"http://{listener.LocalEndpoint}/data/");
        var serving = ServeAsync(listener);
        using var http = new HttpClient();

        await FetchAsync(http, mirror);

        var offsets = await serving.WaitAsync(DownloadFixture.Deadline);
        _fixture.AssertComplete();
        Assert.Equal([0, 13, 0, 0, 0], offsets);
    }

    [Fact]
    public async Task Closed_port_is_a_failed_mirror()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var mirror = new Uri($"http://{listener.LocalEndpoint}/");
        listener.Stop();
        using var http = new HttpClient();

        var error = await Assert.ThrowsAsync<DownloadFailedException>(() => FetchAsync(http, mirror));
        Assert.Contains("127.0.0.1", error.Message, StringComparison.Ordinal);
    }

    private Task FetchAsync(HttpClient http, Uri mirror) =>
        new MnistDownload(http, [mirror], _fixture.Files, TimeProvider.System)
            .FetchAsync(_fixture.Folder, DownloadTimeouts.Patient, null, CancellationToken.None)
            .WaitAsync(DownloadFixture.Deadline);

    /// <summary>
    /// Serves one request per connection: one per file, and one more because it cuts the first response after 13 bytes.
    /// </summary>
    /// <returns>The requested offsets.</returns>
    private async Task<List<long>> ServeAsync(TcpListener listener)
    {
        var offsets = new List<long>();
        while (offsets.Count <= _fixture.Files.Count)
        {
            using var client = await listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream());
            var file = _fixture.Packed[(await reader.ReadLineAsync())!.Split(' ')[1].Split('/')[^1]];
            var offset = 0;
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
                if (header.StartsWith("Range: bytes=", StringComparison.Ordinal))
                    offset = int.Parse(header["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);

            var range = $"Content-Range: bytes {offset}-{file.Length - 1}/{file.Length}";
            var status = offset == 0 ? "200 OK" : $"206 Partial Content\r\n{range}";
            var head = $"HTTP/1.1 {status}\r\nContent-Length: {file.Length - offset}\r\nConnection: close\r\n\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
            await client.GetStream().WriteAsync(file.AsMemory(offset, offsets.Count == 0 ? 13 : file.Length - offset));
            offsets.Add(offset);
        }

        return offsets;
    }
}
